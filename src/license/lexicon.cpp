// SPDX-License-Identifier: Apache-2.0
// Sorted tables. A word of Latin, Cyrillic or Greek letters is looked up whole or by its beginning; what is written
// without blanks is searched for the signs that carry the duty.
#include "license/lexicon.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "license/vocabulary.hpp"

namespace weightcheck::license {
namespace {

// clang-format off

// English, beside the obligation words of vocabulary.cpp.
constexpr std::array<std::string_view, 113> binding_words = {{
    "academia", "academic", "academics", "admitted", "agree", "agrees", "allowed", "annual", "annually",
    "attribute", "authorised", "authorized", "barred", "businesses", "cannot", "competing", "competitor",
    "competitors", "comply", "condition", "conditions", "confidential", "corporations", "countries", "credit",
    "delete", "destroy", "disallowed", "display", "displayed", "embargo", "embargoed", "employees", "entitled",
    "evaluation", "exclusive", "exclusively", "exempt", "expire", "expired", "expires", "expiry", "firms", "forbid",
    "forbids", "gratis", "illegal", "independently", "individuals", "internal", "invoice", "jurisdictions",
    "lawful", "military", "monetise", "monetize", "nobody", "nonprofit", "nonprofits", "notify", "obligated",
    "obligation", "obligations", "oblige", "obliged", "obtain", "opt", "paid", "payable", "penalty", "permit",
    "permits", "permitted", "personal", "prior", "prohibition", "prominently", "proprietary", "purchase", "refrain",
    "registration", "remuneration", "researchers", "revocable", "revocation", "revoke", "revoked", "royalties",
    "salary", "sanctioned", "sell", "selling", "sold", "solely", "students", "subscription", "surveillance",
    "suspend", "suspended", "terminated", "terminates", "termination", "territories", "threshold", "trial",
    "unlawful", "unless", "verboten", "void", "weapons", "withdraw", "withdrawn", "yearly",}};
static_assert(std::is_sorted(binding_words.begin(), binding_words.end()));

// Beginnings of words: German, French, Spanish, Italian, Portuguese, Dutch, Slavic, Turkish, Nordic and other languages.
constexpr std::array<std::string_view, 142> binding_stems = {{
    "alleen", "apenas", "ausschlie", "autoris", "autoriz", "aziend", "comerci", "commercia", "commercieel",
    "consentit", "csak", "cấm", "darf", "debe", "dilarang", "divieto", "doit", "doiv", "dozwol", "défend", "dürf",
    "einwillig", "empregad", "empresas", "endast", "erlaub", "esclusiv", "exclusivamente", "exclusivement",
    "forbid", "forbud", "förbju", "gebruik", "genehmig", "gestattet", "gewerb", "hanya", "industriel", "interdi",
    "izin", "kaupalli", "kein", "kereskedelmi", "kielle", "komercyj", "komersial", "komerčn", "kommersiel",
    "kommerzi", "kullanım", "lediglich", "musi", "muss", "müss", "nicht", "noncommerc", "nutzung", "obbligat",
    "obligatoire", "obligatori", "permitid", "pflicht", "phép", "pouze", "povolen", "prohib", "proibi", "restrict",
    "royalt", "sadece", "salvo", "sauf", "seulement", "solamente", "soltanto", "somente", "strictement", "sólo",
    "thương", "ticari", "tilladt", "tillatt", "tillåt", "tilos", "toegestaan", "tylko", "uitsluitend", "unbefugt",
    "uniquement", "untersag", "utilizzo", "użyc", "użyt", "vain", "verboden", "verbot", "verplicht", "verwendung",
    "vietat", "wyłącz", "yalnız", "yasak", "zabron", "zakaz", "zakáz", "zorunlu", "zustimm", "únicamente", "απαγορ",
    "εμπορικ", "μόνο", "χρήση", "должн", "заборон", "запре", "исключит", "использов", "комерц", "коммерч", "лише",
    "нельзя", "обязан", "разреш", "только", "тільки", "אסור", "בלבד", "ממנוע", "ממنوع", "מסחרי", "استخدام", "تجاري",
    "فقط", "ممنوع", "يجوز", "يحظر", "يُحظر", "अनुमति", "केवल", "निषिद्ध", "वर्जित", "वाणिज्यिक",}};
static_assert(std::is_sorted(binding_stems.begin(), binding_stems.end()));

// Anywhere in a word: Chinese, Japanese, Korean, Thai.
constexpr std::array<std::string_view, 74> binding_fragments = {{
    "พาณิชย์", "ห้าม", "อนุญาต", "เท่านั้น", "ください", "してはな", "できない", "のみ", "ません", "不准", "不可", "不得", "专用", "义务", "仅",
    "仅限", "付费", "使用", "供研究", "允許", "允许", "利用", "勿", "只能", "只限", "商业", "商業", "商用", "学术使用", "専用", "專用", "应当", "必須",
    "必须", "應當", "授权", "授權", "收费", "未經", "未经", "無断", "用途", "目的", "禁", "義務", "許可", "许可", "転載", "限り", "限る", "限于", "限定",
    "限於", "限用", "須", "须", "금지", "를위", "만을", "목적", "불가", "비상업", "사용", "상업", "없이", "연구용", "오직", "을위", "이용", "제한", "해야",
    "허가", "허락", "허용",}};

// Function words and verbs, which no name holds.
constexpr std::array<std::string_view, 550> sentence_words = {{
    "ab", "about", "above", "accept", "accepted", "accepts", "according", "after", "again", "against", "ahead",
    "aldri", "aldrig", "alleen", "already", "also", "always", "anybody", "anyone", "anything", "anywhere", "are",
    "argue", "ask", "asla", "até", "ausser", "außer", "avail", "available", "away", "banned", "bara", "be",
    "because", "become", "bedrijven", "been", "before", "begin", "begins", "being", "below", "besides", "between",
    "beyond", "bez", "bis", "bitte", "bloß", "boleh", "both", "brug", "bruk", "but", "buy", "call", "called", "came",
    "cease", "change", "check", "chỉ", "claim", "closed", "come", "comes", "concern", "consult", "copy", "could",
    "days", "deal", "debe", "deben", "decline", "demand", "denies", "depart", "deploy", "deploying", "deployment",
    "despite", "deve", "devem", "devono", "değil", "did", "discontinue", "does", "doing", "doit", "donate", "done",
    "due", "during", "each", "either", "ej", "else", "elsewhere", "empleo", "employ", "employment", "empresa",
    "empresas", "end", "ends", "enjoy", "enkel", "enough", "enter", "entire", "entreprises", "est", "está", "están",
    "even", "ever", "every", "everybody", "everyone", "everything", "exceed", "except", "exclude", "excludes",
    "exists", "expect", "fail", "fails", "fin", "find", "fines", "fino", "fins", "firmen", "firmy", "follow",
    "follows", "forever", "forget", "found", "fuori", "gave", "geen", "gegen", "get", "gets", "gilt", "give",
    "given", "gives", "go", "goes", "gone", "gratuit", "gratuite", "gratuito", "gültig", "had", "halt", "hand",
    "harus", "has", "hasta", "have", "having", "he", "hence", "her", "here", "hereafter", "hereby", "herein",
    "hereof", "hereunder", "him", "hire", "hold", "honour", "hors", "how", "however", "icke", "if", "ignore", "ikke",
    "ilman", "immediately", "imprese", "inside", "instead", "inte", "intended", "interdit", "interdite", "into",
    "invite", "is", "ist", "it", "itself", "için", "jamais", "jangan", "jede", "jeder", "jegliche", "jen", "jusque",
    "kann", "keep", "keeps", "kept", "không", "kindly", "know", "kun", "können", "lacking", "lapse", "lapses",
    "later", "leave", "leaves", "less", "let", "lets", "limit", "limits", "line", "look", "lose", "made", "mai",
    "make", "makes", "many", "matter", "means", "meant", "merely", "might", "moet", "moeten", "mogen", "month",
    "months", "more", "most", "może", "much", "musi", "musí", "må", "måste", "nao", "ne", "near", "nein", "neither",
    "nelze", "nem", "never", "next", "ni", "nie", "niemals", "niet", "nigdy", "nikdy", "non", "nooit", "nor",
    "nothing", "now", "nowhere", "nunca", "nur", "nutze", "nutzen", "não", "né", "nélkül", "obey", "observe",
    "occur", "off", "offered", "ohne", "olmadan", "once", "onto", "operate", "oppose", "otherwise", "ought", "our",
    "out", "outside", "over", "owing", "own", "owned", "pas", "pay", "payant", "pays", "perhaps", "peut", "peuvent",
    "phải", "please", "pode", "podem", "possess", "possono", "previously", "privat", "prohibida", "prohibido",
    "prove", "proves", "publish", "puede", "pueden", "put", "può", "queda", "quedan", "quiconque", "quit", "rather",
    "read", "reader", "readers", "really", "receive", "refer", "refuse", "refuses", "regard", "reject", "remain",
    "remains", "remove", "render", "rent", "request", "requests", "respect", "return", "returns", "revert",
    "reverts", "run", "runs", "réservé", "réservée", "saa", "same", "sans", "say", "says", "scopi", "scopo", "seek",
    "seeks", "sein", "sem", "send", "senza", "serve", "served", "seul", "seule", "seules", "seuls", "several",
    "share", "she", "should", "show", "shows", "shut", "sin", "since", "sind", "skal", "smí", "solamente", "solely",
    "soll", "sollen", "solo", "somente", "something", "sono", "sonst", "sont", "soon", "sous", "stay", "stays",
    "still", "stop", "stopped", "stopping", "stops", "strictly", "such", "suitable", "supply", "szabad", "são",
    "take", "taken", "takes", "tanpa", "than", "that", "their", "them", "then", "there", "thereafter", "therefore",
    "therein", "thereof", "these", "they", "thing", "think", "those", "though", "through", "throughout", "thus",
    "tidak", "till", "took", "toward", "towards", "train", "trained", "training", "treat", "try", "turn", "tylko",
    "täytyy", "uden", "under", "unternehmen", "until", "untuk", "up", "upon", "us", "using", "uso", "usos", "utan",
    "uten", "utilise", "utilize", "valable", "valid", "validity", "verify", "very", "via", "violate", "válido",
    "wait", "want", "wants", "was", "we", "welcome", "went", "wer", "werden", "were", "what", "whatever", "when",
    "whenever", "where", "whereas", "wherever", "whether", "which", "while", "who", "whoever", "whole", "whom",
    "whose", "why", "wird", "wish", "wishes", "within", "worked", "working", "worldwide", "would", "write", "wrong",
    "wurde", "yet", "you", "yours", "yourself", "zonder", "zweck", "zwecke", "zwecken", "è", "é", "être", "được",
    "πρέπει", "χωρίς", "όχι", "без", "до", "кроме", "можно", "не", "нельзя", "нет", "никогда", "после", "цели",
    "целях", "לא", "ללא", "לשימוש", "רק", "إلا", "غير", "لأغراض", "لا", "يجب", "नहीं", "बिना", "लिए",}};
static_assert(std::is_sorted(sentence_words.begin(), sentence_words.end()));
// clang-format on

bool begins_with_stem(std::string_view word) {
  const auto* after = std::upper_bound(binding_stems.begin(), binding_stems.end(), word);
  // A stem that begins the word sorts before it, and only other stems with the same beginning stand between the two.
  while (after != binding_stems.begin()) {
    --after;
    if (word.starts_with(*after)) return true;
    if ((*after)[0] != word[0]) return false;
  }
  return false;
}

bool holds_fragment(std::string_view word) {
  return std::any_of(binding_fragments.begin(), binding_fragments.end(),
                     [&](std::string_view part) { return word.find(part) != std::string_view::npos; });
}

}  // namespace

bool binds(std::string_view lower_case_word) {
  if (lower_case_word.empty()) return false;
  if (is_obligation_word(lower_case_word) ||
      std::binary_search(binding_words.begin(), binding_words.end(), lower_case_word))
    return true;
  if (begins_with_stem(lower_case_word)) return true;
  return !std::ranges::all_of(lower_case_word, is_ascii) && holds_fragment(lower_case_word);
}

bool is_sentence_word(std::string_view lower_case_word) {
  return std::binary_search(sentence_words.begin(), sentence_words.end(), lower_case_word);
}

std::string lower_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (is_ascii(text[i])) {
      out += lower(text[i++]);
      continue;
    }
    const Utf8Character next = first_character(text.substr(i));
    if (next.valid()) {
      append_utf8(out, utf8proc_tolower(next.code_point));
    } else {
      out.append(text, i, next.bytes);
    }
    i += next.bytes;
  }
  return out;
}

}  // namespace weightcheck::license
