#include "client/cpp/decode.h"

namespace statusmap::internal {
namespace {

HttpDifferences DifferencesOf(const v1::HttpDifferences& message) {
  HttpDifferences decoded;
  for (const v1::HttpDifference& row : message.differences()) {
    HttpDifference& difference = decoded.differences.emplace_back();
    difference.http_status = row.http_status();
    if (row.has_grpc_code()) difference.grpc_code = row.grpc_code();
    difference.grpc_code_name = row.grpc_code_name();
    if (row.has_other_grpc_code()) difference.other_grpc_code = row.other_grpc_code();
    difference.other_grpc_code_name = row.other_grpc_code_name();
  }
  decoded.compared = message.compared();
  return decoded;
}

GrpcDifferences DifferencesOf(const v1::GrpcDifferences& message) {
  GrpcDifferences decoded;
  for (const v1::GrpcDifference& row : message.differences()) {
    GrpcDifference& difference = decoded.differences.emplace_back();
    difference.grpc_code = row.grpc_code();
    difference.grpc_code_name = row.grpc_code_name();
    if (row.has_http_status()) difference.http_status = row.http_status();
    if (row.has_other_http_status()) difference.other_http_status = row.other_http_status();
  }
  decoded.compared = message.compared();
  return decoded;
}

HttpRoundTrip TripOf(const v1::HttpRoundTrip& message) {
  HttpRoundTrip trip;
  trip.sent = message.sent();
  trip.kept = message.kept();
  for (const v1::HttpLoss& row : message.lost()) {
    HttpLoss& loss = trip.lost.emplace_back();
    loss.http_status = row.http_status();
    if (row.has_via_grpc_code()) loss.via_grpc_code = row.via_grpc_code();
    loss.via_grpc_code_name = row.via_grpc_code_name();
    if (row.has_returned_http_status()) loss.returned_http_status = row.returned_http_status();
  }
  return trip;
}

GrpcRoundTrip TripOf(const v1::GrpcRoundTrip& message) {
  GrpcRoundTrip trip;
  trip.sent = message.sent();
  trip.kept = message.kept();
  for (const v1::GrpcLoss& row : message.lost()) {
    GrpcLoss& loss = trip.lost.emplace_back();
    loss.grpc_code = row.grpc_code();
    loss.grpc_code_name = row.grpc_code_name();
    if (row.has_via_http_status()) loss.via_http_status = row.via_http_status();
    if (row.has_returned_grpc_code()) loss.returned_grpc_code = row.returned_grpc_code();
    loss.returned_grpc_code_name = row.returned_grpc_code_name();
  }
  return trip;
}

}  // namespace

HttpStatusComparison Decode(const v1::HttpStatusComparison& message) {
  HttpStatusComparison comparison;
  comparison.http_status = message.http_status();
  comparison.answers = AnswersOf<GrpcAnswer>(message.answers());
  for (const v1::School& school : message.schools()) {
    comparison.schools.push_back({school.id(), school.summary(), AnswersOf<GrpcAnswer>(school.answers())});
  }
  return comparison;
}

GrpcCodeComparison Decode(const v1::GrpcCodeComparison& message) {
  return {message.grpc_code(), message.grpc_code_name(), AnswersOf<HttpAnswer>(message.answers())};
}

PairComparison Decode(const v1::PairComparison& message) {
  PairComparison pair;
  pair.convention = message.convention();
  pair.other_convention = message.other_convention();
  if (message.has_http_differences()) pair.http_differences = DifferencesOf(message.http_differences());
  if (message.has_grpc_differences()) pair.grpc_differences = DifferencesOf(message.grpc_differences());
  if (message.has_http_round_trip()) pair.http_round_trip = TripOf(message.http_round_trip());
  if (message.has_grpc_round_trip()) pair.grpc_round_trip = TripOf(message.grpc_round_trip());
  return pair;
}

}  // namespace statusmap::internal
