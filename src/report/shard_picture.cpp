// SPDX-License-Identifier: Apache-2.0
// Lengths are percentages, so a bar fits every width of page; patterns are laid over the colours for those who do not
// see the difference.
#include "report/shard_picture.hpp"

#include <algorithm>
#include <vector>

#include "base/escape.hpp"
#include "report/escape.hpp"
#include "report/words.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::report {
namespace {

using evidence::Anchor;
using evidence::FileRow;
using evidence::Integrity;

constexpr std::size_t bars_max = 500;

struct Look {
  std::string_view fill{};     // a class of the style; "" draws nothing
  std::string_view pattern{};  // laid over it
  std::string_view words{};
};

constexpr Look matches{"f-good", "", "is as listed"};
constexpr Look wrong{"f-bad", "stripes", "is not as listed"};
constexpr Look gone{"", "", "is missing"};
constexpr Look unlisted{"f-warn", "dots", "is listed by nobody"};
constexpr Look unread{"f-none", "lines", "was not read"};

constexpr Look in_commit{"f-info", "", "is shown to be in the commit"};
constexpr Look not_in_commit{"f-bad", "stripes", "is not in the commit, or not with these bytes"};
constexpr Look nothing_shown{"", "", "is not shown to be in the commit"};

const Look& look_of(Integrity integrity) {
  switch (integrity) {
    case Integrity::ok:
      return matches;
    case Integrity::differs:
    case Integrity::too_short:
    case Integrity::too_long:
    case Integrity::changed:
      return wrong;
    case Integrity::missing:
      return gone;
    case Integrity::unlisted:
      return unlisted;
    case Integrity::unreadable:
    case Integrity::unhashed:
      return unread;
  }
  return unread;
}

const Look& look_of(Anchor anchor) {
  switch (anchor) {
    case Anchor::anchored_lfs:
    case Anchor::anchored_raw:
      return in_commit;
    case Anchor::differs:
    case Anchor::unanchored:
      return not_in_commit;
    case Anchor::unproven:
    case Anchor::absent:
    case Anchor::none:
      return nothing_shown;
  }
  return nothing_shown;
}

struct Strip {
  double y = 0, height = 0;
};
constexpr Strip thick{0, 14}, thin{17, 5};

std::string rectangle(std::string_view attributes, const Strip& strip, double percent) {
  return "<rect " + std::string(attributes) + " y=\"" + decimal(strip.y, 0) + "\" width=\"" + decimal(percent, 2) +
         "%\" height=\"" + decimal(strip.height, 0) + "\"/>";
}

std::string filled(const Look& look, const Strip& strip, double percent) {
  if (look.fill.empty()) return "";
  std::string out = rectangle("class=\"" + std::string(look.fill) + "\"", strip, percent);
  if (!look.pattern.empty()) out += rectangle("fill=\"url(#" + std::string(look.pattern) + ")\"", strip, percent);
  return out;
}

constexpr std::size_t stretches_max = 200;
constexpr double stretch_percent_min = 0.5;  // what the eye still finds

// Where it is known where a file differs, the rest of it is as listed, as far as anyone can tell.
template <typename Percent>
std::string damaged(const FileRow& row, const Percent& percent) {
  std::string out = filled(matches, thick, percent(*row.size));
  for (const midstates::ByteRange& range : row.damage) {
    const std::string at = "x=\"" + decimal(percent(range.begin), 2) + "%\" ";
    const double width = std::max(stretch_percent_min, percent(range.end - range.begin));
    out += rectangle(at + "class=\"f-bad\"", thick, width) + rectangle(at + "fill=\"url(#stripes)\"", thick, width);
  }
  return out;
}

std::uint64_t bytes_of_row(const FileRow& row) { return std::max(row.size.value_or(0), row.claimed_size.value_or(0)); }

std::string bar(const FileRow& row, std::uint64_t largest) {
  const auto percent = [largest](std::uint64_t bytes) {
    return largest == 0 ? 0 : 100.0 * static_cast<double>(bytes) / static_cast<double>(largest);
  };
  const std::uint64_t here = row.size.value_or(0), claimed = row.claimed_size.value_or(here);
  std::string out = R"(<svg aria-hidden="true" focusable="false">)" + rectangle("class=\"track\"", thick, 100) +
                    rectangle("class=\"track\"", thin, 100);
  const bool has_places = !row.damage.empty() && row.damage.size() <= stretches_max;
  out += has_places ? damaged(row, percent) : filled(look_of(row.integrity), thick, percent(here));
  if (row.integrity == Integrity::missing) {
    out += rectangle("class=\"gone\"", thick, claimed == 0 ? 100 : percent(claimed));
  } else if (claimed > here) {
    out += rectangle("class=\"want\"", thick, percent(claimed));
  }
  return out + filled(look_of(row.anchor), thin, percent(here)) + "</svg>";
}

std::string places_of(const FileRow& row) {
  if (row.damage.empty()) return "";
  const midstates::ByteRange& first = row.damage.front();
  std::string words = ", by its states in bytes " + with_commas(first.begin) + "-" + with_commas(first.end - 1);
  if (row.damage.size() > 1) words += " and " + counted(row.damage.size() - 1, "more range");
  return words;
}

std::string item(const FileRow& row, std::uint64_t largest) {
  const std::string bytes = row.size           ? counted(*row.size, "byte")
                            : row.claimed_size ? counted(*row.claimed_size, "byte") + " listed"
                                               : "size unknown";
  return "<li><span class=\"name\">" + markup(printable(row.path.text())) + "</span><span class=\"number\">" + bytes +
         "</span>" + bar(row, largest) + "<span class=\"words\">" + std::string(look_of(row.integrity).words) + " (" +
         std::string(name_of(row.integrity)) + ")" + places_of(row) + "; " + std::string(look_of(row.anchor).words) +
         "</span></li>\n";
}

std::string legend_entry(const Look& look, bool is_gone, const Strip& strip) {
  std::string out = R"(<li><svg aria-hidden="true" focusable="false">)" + rectangle("class=\"track\"", strip, 100) +
                    (is_gone ? rectangle("class=\"gone\"", strip, 100) : filled(look, strip, 100));
  return out + "</svg><span>" + std::string(look.words) + "</span></li>";
}

constexpr std::string_view patterns = R"(<svg class="patterns" aria-hidden="true" focusable="false"><defs>
<pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse"><path class="s-card" d="M-2 10 10 -2M-2 2 2 -2M6 10 10 6"/></pattern>
<pattern id="dots" width="7" height="7" patternUnits="userSpaceOnUse"><circle class="f-card" cx="3.5" cy="3.5" r="1.75"/></pattern>
<pattern id="lines" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="f-card" width="2" height="6"/></pattern>
</defs></svg>
)";

}  // namespace

std::string shard_picture(const policy::Report& report) {
  std::vector<const FileRow*> shards;
  std::uint64_t largest = 0;
  for (const FileRow& row : report.files) {
    if (!weights::is_model_name(row.path.name()) || (!row.size && !row.claimed())) continue;
    shards.push_back(&row);
    largest = std::max(largest, bytes_of_row(row));
  }
  if (shards.empty()) return "";
  std::string out(patterns);
  out +=
      "<div class=\"card\"><p class=\"faint\">The longer the bar, the larger the file. The thick bar:</p><ul "
      "class=\"legend\">";
  for (const Look* look : {&matches, &wrong, &gone, &unlisted, &unread})
    out += legend_entry(*look, look == &gone, thick);
  out += "</ul>\n<p class=\"faint\">The thin bar under it:</p><ul class=\"legend\">";
  for (const Look* look : {&in_commit, &not_in_commit, &nothing_shown})
    out += legend_entry(*look, false, {4, 5});
  out += "</ul>\n<ul class=\"shards\">\n";
  for (std::size_t i = 0; i < shards.size() && i < bars_max; ++i)
    out += item(*shards[i], largest);
  out += "</ul>\n";
  if (shards.size() > bars_max)
    out += "<p>And " + counted(shards.size() - bars_max, "shard") + " more, listed under the files.</p>\n";
  return out + "</div>\n";
}

}  // namespace weightcheck::report
