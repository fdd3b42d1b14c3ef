#include "service/rpc/packed.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include "service/rpc/speaker.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::rpc {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;
using Batch = v1::BatchMapHttpStatusesRequest;
using Stream = v1::StreamMapHttpStatusesRequest;
using BatchCodes = v1::BatchMapHttpStatusesResponse;
using StreamCodes = v1::StreamMapHttpStatusesResponse;

constexpr std::uint32_t TagOf(int field) {
  return WireFormatLite::MakeTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
}
constexpr std::uint32_t kConventionTag = TagOf(Batch::kConventionFieldNumber);
constexpr std::uint32_t kStatusesTag = TagOf(Batch::kHttpStatusesFieldNumber);
constexpr std::uint32_t kCodesTag = TagOf(BatchCodes::kGrpcCodesFieldNumber);
// Both methods have the same fields, so one reader and one writer serve them.
static_assert(kConventionTag == TagOf(Stream::kConventionFieldNumber));
static_assert(kStatusesTag == TagOf(Stream::kHttpStatusesFieldNumber));
static_assert(kCodesTag == TagOf(StreamCodes::kGrpcCodesFieldNumber));

// Maps the numbers at the start of a piece of memory that have two bytes, the second below 8, as every status has; up
// to the first that has not. Returns how many bytes they took.
std::size_t MapPairs(std::span<const std::uint8_t> in, const catalog::BulkAnswers& answers, std::uint8_t** out) {
  std::size_t at = 0;
  std::uint8_t* to = *out;
  for (; at + 1 < in.size() && in[at] >= 0x80 && in[at + 1] < 8; at += 2) {
    *to++ = answers.bytes[(in[at] & 0x7FU) | (static_cast<std::size_t>(in[at + 1]) << 7U)];
  }
  *out = to;
  return at;
}

// Maps a packed run. False for one that is malformed or ends too early.
bool MapRun(CodedInputStream* in, const catalog::BulkAnswers& answers, std::uint8_t** out) {
  int length = 0;
  if (!in->ReadVarintSizeAsInt(&length)) return false;
  const CodedInputStream::Limit limit = in->PushLimit(length);
  while (in->BytesUntilLimit() > 0) {
    const void* data = nullptr;
    int size = 0;
    if (!in->GetDirectBufferPointer(&data, &size)) return false;
    const std::span piece(static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size));
    const std::size_t mapped = MapPairs(piece, answers, out);
    in->Skip(static_cast<int>(mapped));
    if (mapped == piece.size()) continue;
    // A number of another length, or one that goes on in the next slice.
    std::uint64_t number = 0;
    if (!in->ReadVarint64(&number)) return false;
    *(*out)++ = answers[static_cast<std::int32_t>(number)];
  }
  in->PopLimit(limit);
  return true;
}

// The text of a field if it is ASCII, as every id is.
std::optional<std::string> ReadText(CodedInputStream* in) {
  int length = 0;
  std::string text;
  if (!in->ReadVarintSizeAsInt(&length) || !in->ReadString(&text, length)) return std::nullopt;
  const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii ? std::optional(text) : std::nullopt;
}

}  // namespace

std::optional<MappedRequest> ReadUsualRequest(grpc::ByteBuffer* request, const catalog::Speaker* speaker) {
  if (!request->Valid()) return std::nullopt;
  grpc::ProtoBufferReader reader(request);
  if (!reader.status().ok()) return std::nullopt;
  CodedInputStream in(&reader);

  std::string convention;
  std::uint32_t tag = in.ReadTag();
  if (tag == kConventionTag) {
    const std::optional<std::string> text = ReadText(&in);
    if (!text) return std::nullopt;
    convention = *text;
    tag = in.ReadTag();
  }
  if (!ChooseSpeaker("convention", convention, &speaker).ok()) return std::nullopt;

  // A number has a byte at least, so there are no more codes than bytes.
  grpc::Slice codes(request->Length());
  auto* const begin = const_cast<std::uint8_t*>(codes.begin());
  std::uint8_t* end = begin;
  for (; tag == kStatusesTag; tag = in.ReadTag()) {
    if (!MapRun(&in, catalog::BulkAnswersOf(speaker->index), &end)) return std::nullopt;
  }
  if (tag != 0 || !in.ConsumedEntireMessage()) return std::nullopt;
  return MappedRequest{speaker, codes.sub(0, static_cast<std::size_t>(end - begin))};
}

void WriteResponse(std::string head, const grpc::Slice& codes, const std::string& tail, grpc::ByteBuffer* response) {
  if (codes.size() > 0) {
    std::array<std::uint8_t, 10> prefix{};
    std::uint8_t* end = CodedOutputStream::WriteVarint32ToArray(kCodesTag, prefix.data());
    end = CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(codes.size()), end);
    head.append(prefix.data(), end);
  }
  const std::array<grpc::Slice, 3> slices = {grpc::Slice(head), codes, grpc::Slice(tail)};
  *response = grpc::ByteBuffer(slices.data(), slices.size());
}

}  // namespace statusmap::rpc
