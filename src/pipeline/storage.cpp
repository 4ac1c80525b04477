// SPDX-License-Identifier: Apache-2.0
// The kernel's words for it: statfs(2) for networks, /sys/dev/block for disks.
#include "pipeline/storage.hpp"

#include <linux/magic.h>
#include <stdlib.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <string>

namespace weightcheck::pipeline {
namespace {

// From linux/magic.h where it has them, else from the file systems' own sources.
constexpr std::array<std::uint32_t, 13> network_magics = {
    NFS_SUPER_MAGIC, SMB_SUPER_MAGIC,
    0xFF534D42,  // cifs
    0xFE534D42,  // smb2
    AFS_SUPER_MAGIC, CODA_SUPER_MAGIC, V9FS_MAGIC,
    0x00C36400,  // ceph
    0x0BD00BD0,  // lustre
    0x47504653,  // gpfs
    0x19830326,  // beegfs
    0x65735546,  // fuse: sshfs, s3fs, JuiceFS
    0x01161970,  // gfs2
};

bool is_network(int descriptor) {
  struct statfs about {};
  if (fstatfs(descriptor, &about) != 0) return false;
  return std::ranges::find(network_magics, static_cast<std::uint32_t>(about.f_type)) != network_magics.end();
}

bool is_rotational(std::uint64_t device) {
  const std::string name = "/sys/dev/block/" + std::to_string(major(device)) + ":" + std::to_string(minor(device));
  const std::unique_ptr<char, void (*)(void*)> resolved(realpath(name.c_str(), nullptr), free);
  if (resolved == nullptr) return false;
  const std::string folder(resolved.get());
  if (folder.find("/virtio") != std::string::npos) return false;                // says 1 whatever the host has
  for (const std::string& queue : {folder + "/queue", folder + "/../queue"}) {  // a partition's queue is its disk's
    std::ifstream file(queue + "/rotational");
    int rotational = 0;
    if (file >> rotational) return rotational == 1;
  }
  return false;
}

}  // namespace

Storage storage_of(int descriptor, std::uint64_t device) {
  if (descriptor < 0) return Storage::local;
  if (is_network(descriptor)) return Storage::network;
  return is_rotational(device) ? Storage::rotational : Storage::local;
}

}  // namespace weightcheck::pipeline
