// Lines that are JSON objects, with the status in a field.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace statusmap::cli {

class JsonLine {
 public:
  // `field` is a name, or several with dots between them for objects in objects: "response_code",
  // "http.response.status_code". A field of the line whose name has these dots itself counts too.
  explicit JsonLine(const std::string& field);
  JsonLine(JsonLine&& other) noexcept;
  JsonLine& operator=(JsonLine&& other) noexcept;
  ~JsonLine();

  // The number from 0 to 999 in the field, which may be a number or a text of digits. kNoStatus if there is none, and
  // if the line is not JSON. If the field is there twice, the last one counts.
  int StatusOf(std::string_view line) const;

 private:
  struct Reader;
  std::unique_ptr<Reader> reader_;  // keeps its memory from line to line
};

}  // namespace statusmap::cli
