// Text for eyes: colours, wrapped paragraphs, fields and tables. Knows nothing of statuses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace statusmap::cli {

enum class Ink { kPlain, kBold, kDim, kRed, kGreen, kYellow, kBlue, kCyan };

// The paper that text is laid out on.
struct Paper {
  int width = 100;
  bool colours = false;

  // `text` between ANSI sequences, or as it is.
  std::string Paint(std::string_view text, Ink ink) const;
};

// Columns that `text` takes on a terminal: its code points without ANSI sequences, which is right for all text of the
// catalogue.
int WidthOf(std::string_view text);

// Lines of at most `width` columns, broken at spaces; a word that is longer stays whole. A line feed breaks too.
std::vector<std::string> Wrap(std::string_view text, int width);

// A heading and labelled values under it, the values aligned and wrapped:
//   404 Not Found
//     registry     registered: RFC9110, Section 15.5.5
class Fields {
 public:
  Fields(const Paper& paper, std::string heading);

  // Another value. An empty text is left out; an empty label continues the one above. `lead` comes before the text, and
  // further lines of the text align behind it.
  void Add(std::string_view label, std::string_view text, std::string_view lead = "");

  // The block, with a line feed at its end.
  const std::string& Text() const { return text_; }

 private:
  const Paper& paper_;
  std::string text_;
};

struct Cell {
  std::string text;
  Ink ink = Ink::kPlain;
  bool right = false;  // aligned on the right, as numbers are
};

// Rows under a header, in columns as wide as they need, up to a limit from which they are wrapped; the last column has
// what is left of the paper. Every row has as many cells as the header, which is aligned as the first row is.
std::string Table(const Paper& paper, const std::vector<std::string>& header,
                  const std::vector<std::vector<Cell>>& rows);

}  // namespace statusmap::cli
