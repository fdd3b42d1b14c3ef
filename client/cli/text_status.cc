// What lookup, search, classify and list print.
#include "client/cli/text_status.h"

#include <algorithm>
#include <set>

#include "client/cli/text.h"
#include "client/cli/words.h"

namespace statusmap::cli {
namespace {

std::string StateOf(v1::RegistrationState state) { return WordOf(*v1::RegistrationState_descriptor(), state); }

std::string RegistryText(const v1::Registration& row) {
  std::string text = StateOf(row.state());
  if (!row.expires().empty()) text += " until " + row.expires();
  if (!row.reference().empty()) text += ", " + row.reference();
  if (!row.note().empty()) text += "\n" + row.note();
  return Printable(text);
}

void AddMeanings(Fields& fields, const Paper& paper,
                 const google::protobuf::RepeatedPtrField<v1::DeFactoMeaning>& meanings, bool with_source) {
  std::string_view label = "de facto";
  for (const auto& meaning : meanings) {
    fields.Add(label, Printable("by " + meaning.vendor()), paper.Paint(Printable(meaning.name()), Ink::kBold) + ", ");
    label = "";
    fields.Add("", Printable(meaning.meaning()), "  ");
    const std::string elsewhere = meaning.collides_with().empty() ? "" : "; elsewhere: " + meaning.collides_with();
    fields.Add("", Printable("seen on: " + meaning.seen_on() + elsewhere), "  ");
    if (with_source) fields.Add("", Printable("read in: " + meaning.source()), "  ");
  }
}

void AddVerdicts(Fields& fields, const v1::ClassifyStatusResponse& answer) {
  int by_width = 0;
  int question_width = 0;
  for (const auto& verdict : answer.verdicts()) {
    by_width = std::max(by_width, WidthOf(verdict.by()));
    question_width = std::max(question_width, WidthOf(verdict.question()));
  }
  std::string_view label = "verdicts";
  for (const auto& verdict : answer.verdicts()) {
    std::string lead = verdict.by() + std::string(by_width - WidthOf(verdict.by()) + 2, ' ');
    lead += verdict.question() + std::string(question_width - WidthOf(verdict.question()) + 2, ' ');
    const std::string note = verdict.note().empty() ? "" : " (" + verdict.note() + ")";
    fields.Add(label, Printable(verdict.answer() + note), Printable(lead));
    label = "";
  }
}

// What the vendor says, and what the standard says instead.
void AddDivergences(Fields& fields, const v1::Status& status) {
  std::string_view label = "departs";
  for (const auto& divergence : status.divergences()) {
    const std::string kind = WordOf(*v1::DivergenceKind_descriptor(), divergence.kind());
    fields.Add(label, Printable("\"" + divergence.vendor_words() + "\""), Printable(kind) + ": ");
    label = "";
    fields.Add("", Printable(divergence.standard_words() + " (" + divergence.reference() + ")"), "  standard: ");
  }
}

// How a phrase matched: "exact", "similar, 2 edits".
std::string KindOf(const v1::Match& match) {
  std::string kind = WordOf(*v1::MatchKind_descriptor(), match.kind());
  if (match.distance() == 0) return kind;
  const char* unit = match.kind() == v1::MATCH_KIND_SIMILAR ? "edit" : "word";
  kind += ", " + std::string(match.kind() == v1::MATCH_KIND_SIMILAR ? "" : "+") + std::to_string(match.distance());
  return kind + " " + unit + (match.distance() == 1 ? "" : "s");
}

// The codes of the matches that are as good as the first one: "306, 418".
std::string BestCodesOf(const v1::SearchStatusesResponse& found) {
  std::set<int> codes;
  for (const auto& match : found.matches()) {
    if (match.kind() != found.matches(0).kind() || match.distance() != found.matches(0).distance()) break;
    codes.insert(match.http_status());
  }
  std::string text;
  for (const int code : codes) text += (text.empty() ? "" : ", ") + std::to_string(code);
  return text;
}

// The registered name, else the vendor's, else those of de-facto users.
std::string NameOf(const v1::Status& status) {
  if (status.has_registration()) return Printable(status.registration().reason_phrase());
  if (status.has_vendor()) return Printable(status.vendor().message());
  std::string name;
  std::set<std::string> seen;
  for (const auto& meaning : status.de_facto_meanings()) {
    if (seen.insert(meaning.name()).second) name += (name.empty() ? "" : " / ") + meaning.name();
  }
  return Printable(name);
}

}  // namespace

Ink InkOf(v1::StatusClass status_class) {
  switch (status_class) {
    case v1::STATUS_CLASS_INFORMATIONAL:
      return Ink::kBlue;
    case v1::STATUS_CLASS_SUCCESSFUL:
      return Ink::kGreen;
    case v1::STATUS_CLASS_REDIRECTION:
      return Ink::kCyan;
    case v1::STATUS_CLASS_CLIENT_ERROR:
      return Ink::kYellow;
    case v1::STATUS_CLASS_SERVER_ERROR:
      return Ink::kRed;
    default:
      return Ink::kPlain;
  }
}

std::string KindOf(v1::StatusClass status_class, bool valid) {
  return valid ? TitleOf(status_class) : "is not a status code; a client processes it as a server error";
}

std::string HeadingOf(const Paper& paper, int code, v1::StatusClass status_class, const std::string& name) {
  return paper.Paint(std::to_string(code), InkOf(status_class)) + " " + paper.Paint(name, Ink::kBold);
}

std::string TextOf(const Paper& paper, const v1::LookupStatusResponse& answer) {
  const v1::Status& status = answer.status();
  Fields fields(paper, HeadingOf(paper, status.http_status(), status.status_class(), NameOf(status)));
  fields.Add("class", TitleOf(status.status_class()));
  fields.Add("registry", status.has_registration() ? RegistryText(status.registration()) : "not registered");
  if (status.has_vendor()) {
    fields.Add("vendor text", "", paper.Paint(Printable(status.vendor().message()), Ink::kBold));
    fields.Add("", Printable(status.vendor().description()));
  }
  AddDivergences(fields, status);
  if (status.retry_advice() != v1::RETRY_ADVICE_UNSPECIFIED) fields.Add("retry", SentenceOf(status.retry_advice()));
  AddMeanings(fields, paper, status.de_facto_meanings(), true);
  std::string sources = status.registration().source();
  if (status.has_vendor()) sources += (sources.empty() ? "" : "\n") + status.vendor().source();
  if (!status.retry_source().empty()) sources += "\n" + status.retry_source();
  fields.Add("sources", Printable(sources));
  return fields.Text();
}

std::string TextOf(const Paper& paper, const v1::ClassifyStatusResponse& answer) {
  Fields fields(paper, HeadingOf(paper, answer.http_status(), answer.status_class(),
                                 KindOf(answer.status_class(), answer.valid())));
  std::string registry = StateOf(answer.registration_state());
  if (answer.fallback()) registry += ": treated as " + std::to_string(answer.treated_as());
  fields.Add("registry", registry);
  fields.Add("response", answer.interim() ? "interim: the final one follows" : "final");
  fields.Add("error", !answer.error()                                          ? "no"
                      : answer.status_class() == v1::STATUS_CLASS_CLIENT_ERROR ? "yes, of the client"
                                                                               : "yes, of the server");
  fields.Add("content", answer.content_allowed() ? "allowed" : "none");
  fields.Add("cache", answer.heuristically_cacheable() ? "may store it without explicit freshness"
                                                       : "may store it with explicit freshness only");
  fields.Add("redirect", SentenceOf(answer.redirect_kind()));
  fields.Add("retry", SentenceOf(answer.retry_advice()));
  fields.Add("Retry-After", answer.retry_after_meaningful() ? "says how long to wait" : "means nothing here");
  fields.Add("source", Printable(answer.source()));
  AddVerdicts(fields, answer);
  AddMeanings(fields, paper, answer.de_facto_meanings(), false);
  return fields.Text();
}

std::string TextOf(const Paper& paper, const v1::SearchStatusesResponse& found) {
  std::vector<std::vector<Cell>> rows;
  for (const v1::Match& match : found.matches()) {
    rows.push_back(
        {{std::to_string(match.http_status()), InkOf(static_cast<v1::StatusClass>(match.http_status() / 100))},
         {Printable(match.phrase()), Ink::kBold},
         {KindOf(match)},
         {Printable(match.used_by())}});
  }
  std::string text = Table(paper, {"CODE", "NAME", "MATCH", "USED BY"}, rows);
  if (found.ambiguous()) text += "The name alone does not say which is meant: " + BestCodesOf(found) + "\n";
  const int more = found.total_size() - found.matches_size();
  if (more > 0) text += std::to_string(more) + " more; --max shows them\n";
  return text;
}

std::string TextOf(const Paper& paper, const std::vector<v1::Status>& statuses) {
  std::vector<std::vector<Cell>> rows;
  for (const v1::Status& status : statuses) {
    std::string users;
    std::set<std::string> seen;
    for (const auto& meaning : status.de_facto_meanings()) {
      if (seen.insert(meaning.vendor()).second) users += (users.empty() ? "" : ", ") + meaning.vendor();
    }
    const auto state = status.has_registration() ? status.registration().state() : v1::REGISTRATION_STATE_UNASSIGNED;
    rows.push_back({{std::to_string(status.http_status()), InkOf(status.status_class())},
                    {NameOf(status), Ink::kBold},
                    {StateOf(state)},
                    {status.has_vendor() ? Printable(status.vendor().message()) : "-"},
                    {Printable(users)}});
  }
  return Table(paper, {"CODE", "NAME", "REGISTRY", "VENDOR TEXT", "DE FACTO"}, rows);
}

}  // namespace statusmap::cli
