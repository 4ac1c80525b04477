// SPDX-License-Identifier: Apache-2.0
// seccomp(2) and landlock(7) by their system calls: the C library of Debian 12 wraps neither.
#include "io/sandbox.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "base/escape.hpp"
#include "io/file_descriptor.hpp"

namespace weightcheck::io {
namespace {

// What reads files of the system on our behalf: the loader, OpenSSL's settings, the CPUs and cgroups.
constexpr std::array system_places = {"/proc", "/sys", "/dev", "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ssl"};

constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t writing =
    reading | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;
// All of the first version; later rights (renaming across folders, ioctl) are not needed and not given up.
constexpr std::uint64_t handled = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

Status allow(int ruleset, const std::string& place, std::uint64_t access) {
  const FileDescriptor opened(::open(place.c_str(), O_PATH | O_CLOEXEC));
  if (!opened.valid() && (errno == EMFILE || errno == ENFILE || errno == ENOMEM))
    return system_error("cannot confine the run", errno);
  if (!opened.valid()) return done;  // what is not there cannot be read: the run will say so
  struct stat status {};
  if (::fstat(opened.get(), &status) != 0) return system_error("cannot stat", errno);
  if (!S_ISDIR(status.st_mode)) access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
  const landlock_path_beneath_attr rule{.allowed_access = access, .parent_fd = opened.get()};
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0) return done;
  if (errno == EBADFD) return done;  // a pipe, which Landlock knows no rule for: the run will say that it is no file
  return within(system_error("cannot confine the run", errno), printable(place));
}

Status confine_files(const Places& places) {
  landlock_ruleset_attr wanted{};  // newer kernels' headers have more members: what is not named here is not given up
  wanted.handled_access_fs = handled;
  const FileDescriptor ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &wanted, sizeof wanted, 0)));
  if (!ruleset.valid()) return system_error("cannot confine the run", errno);
  for (const char* place : system_places) {
    if (Status allowed = allow(ruleset.get(), place, reading); !allowed.ok()) return allowed;
  }
  for (const std::string& place : places.read) {
    if (Status allowed = allow(ruleset.get(), place, reading); !allowed.ok()) return allowed;
  }
  for (const std::string& place : places.write) {
    if (Status allowed = allow(ruleset.get(), place, writing); !allowed.ok()) return allowed;
  }
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0)
    return system_error("cannot confine the run", errno);
  return done;
}

// 0: the number that the kernel knows this architecture by is not known here.
#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#elif defined(__s390x__)
constexpr std::uint32_t architecture = AUDIT_ARCH_S390X;
#else
constexpr std::uint32_t architecture = 0;
#endif
#if defined(__x86_64__)
constexpr std::uint32_t call_max = 0x3fffffff;  // above lie the calls of the x32 interface
#else
constexpr std::uint32_t call_max = 0xffffffff;
#endif

// ptrace is how the leak sanitizer looks at its own threads; a build with one keeps it.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool has_leak_sanitizer = true;
#elif defined(__has_feature)
constexpr bool has_leak_sanitizer = __has_feature(address_sanitizer);
#else
constexpr bool has_leak_sanitizer = false;
#endif

// s390x has no call for accept alone, and one, from before, for all calls of sockets.
#if defined(SYS_accept)
constexpr int accept_call = SYS_accept;
#else
constexpr int accept_call = SYS_accept4;
#endif
#if defined(SYS_socketcall)
constexpr int socketcall = SYS_socketcall;
#else
constexpr int socketcall = SYS_accept4;
#endif

constexpr std::array refused_calls = {SYS_execve,          SYS_execveat,         SYS_socket,
                                      SYS_socketpair,      SYS_connect,          SYS_bind,
                                      SYS_listen,          accept_call,          socketcall,
                                      SYS_accept4,         SYS_process_vm_readv, SYS_bpf,
                                      SYS_mount,           SYS_umount2,          SYS_process_vm_writev,
                                      SYS_perf_event_open, SYS_chroot,           SYS_pivot_root,
                                      SYS_setns,           SYS_unshare,          SYS_userfaultfd,
                                      SYS_io_uring_setup,  SYS_keyctl,           SYS_add_key,
                                      SYS_request_key,     SYS_kexec_load,       SYS_init_module,
                                      SYS_finit_module,    SYS_delete_module,    SYS_ptrace};

// Whether the kernel has it.
Result<bool> refuse_calls() {
  if (architecture == 0)
    return Error{ErrorCode::unsupported, "cannot confine the run: its system calls are not known on this architecture"};
  constexpr sock_filter refuse = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
      refuse,
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, call_max, 0, 1),
      refuse,
  };
  for (const long call : refused_calls) {
    if (has_leak_sanitizer && call == SYS_ptrace) continue;
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
    program.push_back(refuse);
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{.len = static_cast<unsigned short>(program.size()), .filter = program.data()};
  // To all threads: the one that waits for signals is there already.
  const long refused = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
  if (refused == 0) return true;
  if (refused > 0)  // the id of a thread that has a filter of its own, and so cannot take this one
    return Error{ErrorCode::io, "cannot confine the run: thread " + std::to_string(refused) + " is confined already"};
  if (errno == ENOSYS || errno == EINVAL) return false;
  return system_error("cannot confine the run", errno);
}

}  // namespace

int landlock_version() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : static_cast<int>(version);
}

Confinement possible_confinement() {
  const std::uint32_t action = SECCOMP_RET_ERRNO;
  return {.calls = architecture != 0 && ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0,
          .landlock = landlock_version()};
}

std::string words_of(const Confinement& confinement) {
  const std::string files = "files by Landlock " + std::to_string(confinement.landlock);
  if (confinement.landlock > 0) return confinement.calls ? "system calls, and " + files : files + " only";
  return confinement.calls ? "system calls only, this kernel has no Landlock"
                           : "none, this kernel has neither Landlock nor filters of system calls";
}

Result<Confinement> enter_sandbox(const Places& places) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return system_error("cannot confine the run", errno);
  Confinement confinement{.landlock = landlock_version()};
  if (confinement.landlock > 0) {
    if (Status confined = confine_files(places); !confined.ok()) return confined.error();
  }
  const auto refused = refuse_calls();
  if (!refused.ok()) return refused.error();
  confinement.calls = *refused;
  return confinement;
}

Status keep_memory_private() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return system_error("cannot forbid a core dump", errno);
  return done;
}

}  // namespace weightcheck::io
