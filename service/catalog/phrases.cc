#include "service/catalog/phrases.h"

#include <algorithm>
#include <cstddef>

#include "service/catalog/facts.h"
#include "service/catalog/tables.h"

namespace statusmap::catalog {
namespace {

constexpr std::string_view kOr = " / ";

void Add(std::vector<Phrase>& phrases, int code, std::string_view text, std::string_view used_by, bool is_name = true) {
  const auto known =
      std::ranges::find_if(phrases, [&](const Phrase& phrase) { return phrase.code == code && phrase.text == text; });
  if (known == phrases.end()) {
    phrases.push_back({code, text, {used_by}, is_name});
  } else {
    known->used_by.push_back(used_by);
  }
}

void AddDeFacto(std::vector<Phrase>& phrases, const DeFactoRow& row) {
  std::string_view rest = row.name;
  const bool is_name = !(rest.starts_with('(') && rest.ends_with(')'));
  for (std::size_t end = rest.find(kOr); end != std::string_view::npos; end = rest.find(kOr)) {
    Add(phrases, row.code, rest.substr(0, end), row.vendor, is_name);
    rest.remove_prefix(end + kOr.size());
  }
  Add(phrases, row.code, rest, row.vendor, is_name);
}

std::vector<Phrase> Collected() {
  std::vector<Phrase> phrases;
  for (const RegistryRow& row : kRegistry) Add(phrases, row.code, row.phrase, kIanaSource);
  for (const VendorRow& row : kVendorTable) Add(phrases, row.code, row.message, kVendorTableSource);
  for (const PhraseRow& row : kPhrases) Add(phrases, row.code, row.phrase, row.used_by);
  for (const DeFactoRow& row : kDeFacto) AddDeFacto(phrases, row);
  return phrases;
}

}  // namespace

const std::vector<Phrase>& AllPhrases() {
  static const auto& phrases = *new std::vector<Phrase>(Collected());  // never destroyed: threads may still search
  return phrases;
}

}  // namespace statusmap::catalog
