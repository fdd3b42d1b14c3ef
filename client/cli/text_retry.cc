// What retry prints.
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/cli/text.h"
#include "client/cli/text_answers.h"
#include "client/cli/text_status.h"
#include "client/cli/words.h"
#include "google/protobuf/util/time_util.h"

namespace statusmap::cli {
namespace {

Ink InkOf(v1::RetryVerdict verdict) {
  switch (verdict) {
    case v1::RETRY_VERDICT_RETRY:
      return Ink::kGreen;
    case v1::RETRY_VERDICT_RETRY_AFTER_CHANGE:
      return Ink::kYellow;
    case v1::RETRY_VERDICT_DO_NOT_RETRY:
      return Ink::kRed;
    default:
      return Ink::kPlain;
  }
}

// The code with its name.
std::string HeadingOf(const Paper& paper, const v1::AdviseRetryResponse& answer) {
  const std::string name = Printable(answer.name());
  if (answer.has_grpc_code()) {
    return paper.Paint(GrpcQuestionText(!name.empty(), answer.grpc_code(), name), Ink::kBold);
  }
  const int code = answer.http_status();
  const bool valid = code < 600;
  const auto status_class = static_cast<v1::StatusClass>(valid ? code / 100 : 5);
  return HeadingOf(paper, code, status_class, name.empty() ? KindOf(status_class, valid) : name);
}

// "7 s", "0.1 s".
std::string SecondsOf(const google::protobuf::Duration& duration) {
  std::string text = google::protobuf::util::TimeUtil::ToString(duration);  // "0.100s"
  text.pop_back();
  if (text.find('.') != std::string::npos) text.erase(text.find_last_not_of('0') + 1);
  return text + " s";
}

// Who does not retry at once may still come back: a Retry-After holds whatever the verdict is.
std::string DelayText(const v1::AdviseRetryResponse& answer) {
  const v1::Delay& delay = answer.delay();
  switch (delay.origin()) {
    case v1::DELAY_ORIGIN_RETRY_AFTER: {
      const char* before = answer.verdict() == v1::RETRY_VERDICT_RETRY ? "" : "not before ";
      return before + SecondsOf(delay.minimum()) + " (Retry-After)";
    }
    case v1::DELAY_ORIGIN_BACKOFF:
      return "a random time from " + SecondsOf(delay.minimum()) + " to " + SecondsOf(delay.maximum()) +
             " (exponential backoff with full jitter)";
    case v1::DELAY_ORIGIN_NONE:
      return "";
    default:
      return "from " + SecondsOf(delay.minimum()) + " to " + SecondsOf(delay.maximum()) + " (" +
             WordOf(*v1::DelayOrigin_descriptor(), delay.origin()) + ")";
  }
}

// Under the line that it is the source of.
void AddSource(Fields& fields, const std::string& source) {
  if (!source.empty()) fields.Add("", Printable(source), "  ");
}

// What a policy would do: "would retry", "would not retry".
std::string WouldOf(v1::RetryVerdict verdict) {
  return "would " + (verdict == v1::RETRY_VERDICT_DO_NOT_RETRY ? "not retry" : SentenceOf(verdict));
}

// The policies that would do the same thing: a heading with their number, and a table.
std::string Block(const Paper& paper, const std::vector<const v1::PolicyAdvice*>& policies, int of) {
  const v1::PolicyAdvice& first = *policies.front();
  const std::string heading = std::to_string(policies.size()) + " of " + std::to_string(of) + " published policies " +
                              WouldOf(first.verdict()) +
                              (first.differs() ? ", against this advice" : ", in line with it");
  std::vector<std::vector<Cell>> rows;
  rows.reserve(policies.size());
  for (const v1::PolicyAdvice* policy : policies) {
    rows.push_back(
        {{Printable(policy->policy()), Ink::kBold}, {Printable(policy->why() + "\nread in: " + policy->source())}});
  }
  return "\n" + paper.Paint(heading, first.differs() ? Ink::kYellow : Ink::kBold) + "\n" +
         Table(paper, {"POLICY", "WHY"}, rows);
}

// A block for everything that some policy would do, those against the advice first.
std::string Policies(const Paper& paper, const v1::AdviseRetryResponse& answer) {
  std::map<std::pair<bool, int>, std::vector<const v1::PolicyAdvice*>> groups;
  for (const v1::PolicyAdvice& policy : answer.policies()) {
    groups[{!policy.differs(), policy.verdict()}].push_back(&policy);
  }
  std::string text;
  for (const auto& [key, policies] : groups) text += Block(paper, policies, answer.policies_size());
  return text;
}

}  // namespace

std::string TextOf(const Paper& paper, const v1::AdviseRetryResponse& answer) {
  Fields fields(paper, HeadingOf(paper, answer));
  fields.Add("verdict", "", paper.Paint(SentenceOf(answer.verdict()), InkOf(answer.verdict())));
  fields.Add("because", Printable(answer.reason()));
  fields.Add("delay", DelayText(answer));
  AddSource(fields, answer.delay().source());
  fields.Add("applied", SentenceOf(answer.applied()));
  AddSource(fields, answer.applied_source());
  std::string_view label = "clauses";
  for (const v1::Clause& clause : answer.clauses()) {
    fields.Add(label, Printable(clause.says()));
    AddSource(fields, clause.source());
    label = "";
  }
  return fields.Text() + Policies(paper, answer);
}

}  // namespace statusmap::cli
