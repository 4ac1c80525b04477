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
#include "base/word_list.hpp"
#include "license/vocabulary.hpp"

namespace weightcheck::license {
namespace {

// clang-format off

// English, beside the obligation words of vocabulary.cpp.
constexpr SortedWords binding_words = std::to_array<std::string_view>({
    "academia", "academic", "academics", "admitted", "agree", "agrees", "allowed", "annual", "annually", "attribute",
    "authorised", "authorized", "barred", "businesses", "cannot", "competing", "competitor", "competitors", "comply",
    "condition", "conditions", "confidential", "corporations", "countries", "credit", "delete", "destroy",
    "disallowed", "display", "displayed", "embargo", "embargoed", "employees", "entitled", "evaluation", "exclusive",
    "exclusively", "exempt", "expire", "expired", "expires", "expiry", "firms", "forbid", "forbids", "gratis",
    "illegal", "independently", "individuals", "internal", "invoice", "jurisdictions", "lawful", "military",
    "monetise", "monetize", "nobody", "nonprofit", "nonprofits", "notify", "obligated", "obligation", "obligations",
    "oblige", "obliged", "obtain", "opt", "paid", "payable", "penalty", "permit", "permits", "permitted", "personal",
    "prior", "prohibition", "prominently", "proprietary", "purchase", "refrain", "registration", "remuneration",
    "researchers", "revocable", "revocation", "revoke", "revoked", "royalties", "salary", "sanctioned", "sell",
    "selling", "sold", "solely", "students", "subscription", "surveillance", "suspend", "suspended", "terminated",
    "terminates", "termination", "territories", "threshold", "trial", "unlawful", "unless", "vain", "verboten", "void",
    "weapons", "withdraw", "withdrawn", "yearly"});

// Beginnings of words: German, French, Spanish, Italian, Portuguese, Dutch, Slavic, Turkish, Nordic and other languages.
constexpr std::array<std::string_view, 145> binding_stems = {{
    "alleen", "apenas", "ausschlie", "autoris", "autoriz", "aziend", "comerci", "commercia", "commercieel",
    "consentit", "csak", "cấm", "darf", "debe", "dilarang", "divieto", "doit", "doiv", "dozwol", "défend", "dürf",
    "einwillig", "empregad", "empresas", "endast", "erlaub", "esclusiv", "exclu", "exclusivamente", "exclusivement",
    "forbid", "forbud", "förbju", "gebruik", "genehmig", "gestattet", "gewerb", "hanya", "industriel", "interdi",
    "izin", "kaupalli", "kein", "kereskedelmi", "kielle", "komercyj", "komersial", "komerčn", "kommersiel", "kommerzi",
    "kullanım", "lediglich", "musi", "muss", "müss", "nicht", "noncommerc", "nutzung", "obbligat", "obligatoire",
    "obligatori", "permitid", "pflicht", "phép", "pouze", "povolen", "prohib", "proibi", "restrict", "royalt",
    "réserv", "sadece", "salvo", "sauf", "seulement", "solamente", "soltanto", "somente", "strictement", "sólo",
    "thương", "ticari", "tilladt", "tillatt", "tillåt", "tilos", "toegestaan", "tylko", "uitsluitend", "unbefugt",
    "uniquement", "untersag", "utilizzo", "użyc", "użyt", "verboden", "verbot", "verplicht", "verwendung", "vietat",
    "wyłącz", "yalnız", "yasak", "zabron", "zakaz", "zakáz", "zorunlu", "zustimm", "únicamente", "απαγορ", "εμπορικ",
    "μόνο", "χρήση", "должн", "заборон", "запре", "исключит", "использов", "комерц", "коммерч", "лише", "нельзя",
    "обязан", "разреш", "только", "требу", "тільки", "אסור", "בלבד", "ממנוע", "ממنوع", "מסחרי", "استخدام", "تجاري",
    "فقط", "ممنوع", "يجوز", "يحظر", "يُحظر", "अनुमति", "केवल", "निषिद्ध", "लाइसेंस", "वर्जित", "वाणिज्यिक",}};
static_assert(std::is_sorted(binding_stems.begin(), binding_stems.end()));

// Anywhere in a word: Chinese, Japanese, Korean, Thai.
constexpr std::array<std::string_view, 83> binding_fragments = {{
    "ต้อง", "พาณิชย์", "ห้าม", "อนุญาต", "เท่านั้น", "ください", "してはな", "できない", "のみ", "ません", "不准", "不可", "不得", "专用", "义务",
    "仅", "仅限", "付费", "使用", "供學", "供研究", "僅", "允許", "允许", "別途", "利用", "勿", "只能", "只限", "商业", "商業", "商用", "学术使用", "専用",
    "專用", "应当", "必須", "必须", "應當", "授权", "授權", "收费", "未經", "未经", "無断", "用途", "目的", "禁", "義務", "許可", "许可", "転載", "限り",
    "限る", "限于", "限定", "限於", "限用", "須", "须", "금지", "니다", "를위", "만을", "목적", "별도", "불가", "비상업", "사용", "상업", "없이", "에한",
    "연구용", "오직", "용도", "을위", "이용", "전용", "제한", "해야", "허가", "허락", "허용",}};

// Function words and verbs, which no name holds: of English ...
constexpr SortedWords sentence_words = std::to_array<std::string_view>({
    "ab", "about", "above", "accept", "accepted", "accepts", "according", "after", "again", "against", "ahead",
    "already", "also", "always", "anybody", "anyone", "anything", "anywhere", "are", "argue", "ask", "avail",
    "available", "away", "banned", "be", "because", "become", "been", "before", "begin", "begins", "being", "below",
    "besides", "between", "beyond", "both", "but", "buy", "call", "called", "came", "cease", "change", "check",
    "claim", "closed", "come", "comes", "concern", "consult", "copy", "could", "days", "deal", "decline", "demand",
    "denies", "depart", "deploy", "deploying", "deployment", "despite", "did", "discontinue", "does", "doing",
    "donate", "done", "due", "during", "each", "either", "ej", "else", "elsewhere", "employ", "employment", "end",
    "ends", "enjoy", "enough", "enter", "entire", "even", "ever", "every", "everybody", "everyone", "everything",
    "exceed", "except", "exclude", "excludes", "exists", "expect", "fail", "fails", "find", "follow", "follows",
    "forever", "forget", "found", "gave", "get", "gets", "gilt", "give", "given", "gives", "go", "goes", "gone", "had",
    "halt", "hand", "has", "have", "having", "he", "hence", "her", "here", "hereafter", "hereby", "herein", "hereof",
    "hereunder", "him", "hire", "hold", "honour", "how", "however", "if", "ignore", "immediately", "inside", "instead",
    "intended", "into", "invite", "is", "it", "itself", "keep", "keeps", "kept", "kindly", "know", "lacking", "lapse",
    "lapses", "later", "leave", "leaves", "less", "let", "lets", "limit", "limits", "line", "look", "lose", "made",
    "make", "makes", "matter", "means", "meant", "merely", "might", "month", "months", "more", "most", "much", "near",
    "neither", "never", "next", "non", "nor", "nothing", "now", "nowhere", "obey", "observe", "occur", "off",
    "offered", "once", "onto", "operate", "oppose", "otherwise", "ought", "our", "out", "outside", "over", "owing",
    "own", "owned", "pay", "pays", "perhaps", "please", "possess", "previously", "prove", "proves", "publish", "put",
    "quit", "rather", "read", "reader", "readers", "really", "receive", "refer", "refuse", "refuses", "regard",
    "reject", "remain", "remains", "remove", "render", "rent", "request", "requests", "respect", "return", "returns",
    "revert", "reverts", "run", "runs", "same", "say", "says", "seek", "seeks", "send", "serve", "served", "several",
    "share", "she", "should", "show", "shows", "shut", "since", "solely", "something", "soon", "stay", "stays",
    "still", "stop", "stopped", "stopping", "stops", "strictly", "such", "suitable", "supply", "take", "taken",
    "takes", "than", "that", "their", "them", "then", "there", "thereafter", "therefore", "therein", "thereof",
    "these", "they", "thing", "think", "those", "though", "through", "throughout", "thus", "till", "took", "toward",
    "towards", "train", "trained", "training", "treat", "try", "turn", "under", "until", "up", "upon", "us", "using",
    "utilise", "utilize", "valid", "validity", "verify", "very", "via", "violate", "wait", "want", "wants", "was",
    "we", "welcome", "went", "were", "what", "whatever", "when", "whenever", "where", "whereas", "wherever", "whether",
    "which", "while", "who", "whoever", "whole", "whom", "whose", "why", "wish", "wishes", "within", "worked",
    "working", "worldwide", "would", "write", "wrong", "yet", "you", "yours", "yourself"});
// ... and of other languages, which no English sentence holds either.
constexpr SortedWords other_sentence_words = std::to_array<std::string_view>({
    "aby", "aldri", "aldrig", "alleen", "asla", "até", "auch", "aucun", "aucune", "ausser", "außer", "bara",
    "bedrijven", "benötigen", "benötigt", "bez", "bis", "bitte", "bloß", "boleh", "brug", "bruk", "ces", "cette",
    "chaque", "chỉ", "că", "dado", "debe", "deben", "dette", "deve", "devem", "devono", "değil", "disse", "dla",
    "doit", "doivent", "dành", "een", "eine", "einem", "einen", "eines", "elle", "eller", "ellos", "empleo", "empresa",
    "empresas", "enkel", "entreprises", "est", "estas", "estos", "está", "están", "exclue", "exclues", "excluida",
    "excluido", "excluidos", "exclus", "exclusiva", "exclusivo", "fin", "fines", "fino", "fins", "firmen", "firmy",
    "fuori", "gebruiken", "geen", "gegen", "gehört", "gratuit", "gratuite", "gratuito", "gültig", "harus", "hasta",
    "hebben", "heeft", "hors", "hvis", "icke", "ihr", "ikke", "ilman", "imprese", "inte", "interdit", "interdite",
    "ist", "için", "jamais", "jangan", "jede", "jeder", "jeg", "jegliche", "jen", "jika", "jsou", "jusque", "kann",
    "không", "kun", "können", "lesz", "ligger", "mai", "maken", "menggunakan", "moet", "moeten", "mogen", "może",
    "musi", "musí", "må", "måste", "nao", "ne", "nein", "nelze", "nem", "ni", "nie", "niemals", "niet", "nigdy",
    "nikdy", "nodig", "nooit", "nunca", "nur", "nutze", "nutzen", "não", "né", "nélkül", "oder", "oggetto", "ohne",
    "olan", "olarak", "olmadan", "oppure", "pas", "payant", "pessoal", "peut", "peuvent", "phải", "pode", "podem",
    "possono", "pouvez", "privat", "produk", "prohibida", "prohibido", "puede", "pueden", "può", "qualquer", "queda",
    "quedan", "quelque", "questa", "queste", "questi", "questo", "quiconque", "quindi", "réservé", "réservée", "saa",
    "sagen", "sans", "scopi", "scopo", "sein", "selon", "sem", "senza", "sera", "seront", "seul", "seule", "seules",
    "seuls", "sich", "sie", "siempre", "siendo", "sin", "sind", "skal", "smí", "solamente", "soll", "sollen", "solo",
    "somente", "sono", "sonst", "sont", "sous", "szabad", "são", "tanpa", "tidak", "todas", "toute", "toutes", "tylko",
    "täytyy", "uden", "une", "unsere", "unternehmen", "untuk", "usar", "uso", "usos", "utan", "uten", "utiliser",
    "utilizar", "valable", "você", "vous", "válido", "wer", "werd", "werden", "wird", "worden", "wordt", "wurde",
    "zonder", "zweck", "zwecke", "zwecken", "è", "é", "être", "được", "πρέπει", "χωρίς", "όχι", "без", "для", "до",
    "его", "если", "или", "их", "как", "кроме", "можно", "не", "нельзя", "нет", "никогда", "после", "при", "также",
    "только", "цели", "целях", "что", "это", "является", "לא", "ללא", "לשימוש", "רק", "إلا", "غير", "لأغراض", "لا",
    "يجب", "नहीं", "बिना", "लिए"});
// clang-format on

bool holds_fragment(std::string_view word) {
  return std::any_of(binding_fragments.begin(), binding_fragments.end(),
                     [&](std::string_view part) { return word.find(part) != std::string_view::npos; });
}

}  // namespace

bool binds(std::string_view lower_case_word) {
  if (lower_case_word.empty()) return false;
  if (is_obligation_word(lower_case_word) || binding_words.contains(lower_case_word)) return true;
  if (begins_with_one_of(lower_case_word, binding_stems)) return true;
  return !std::ranges::all_of(lower_case_word, is_ascii) && holds_fragment(lower_case_word);
}

bool is_sentence_word(std::string_view lower_case_word) {
  return sentence_words.contains(lower_case_word) || is_of_other_language(lower_case_word);
}

bool is_of_other_language(std::string_view lower_case_word) { return other_sentence_words.contains(lower_case_word); }

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
