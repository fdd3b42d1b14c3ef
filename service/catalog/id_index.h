// Which of a fixed set of ids is this text? A hash table that the compiler lays out, so that the answer costs one
// probe.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace statusmap::catalog {

// The positions of `kCount` different ids, none of them empty.
//
// The compiler looks for a seed under which no two ids want the same slot. That makes lookups fast, not right: ids that
// no seed tells apart stand one behind the other, and a lookup goes on until a free slot. So any id may be added.
template <std::size_t kCount>
class IdIndex {
 public:
  // Found instead of the position of an id that is not in the set.
  static constexpr std::size_t kAbsent = kCount;

  constexpr explicit IdIndex(const std::array<std::string_view, kCount>& ids) : ids_(ids) {
    for (int attempt = 1; !LayOut() && attempt < kAttempts; ++attempt) seed_ *= kFirstSeed;
  }

  // Requires a text that is not empty.
  constexpr std::size_t Find(std::string_view id) const {
    for (std::size_t slot = SlotOf(id);; slot = (slot + 1) % kSlots) {
      const std::size_t position = slots_[slot];
      if (position == kAbsent || ids_[position] == id) return position;
    }
  }

  // Whether every id stands in the slot where its lookup begins.
  constexpr bool IsPerfect() const {
    for (std::size_t i = 0; i < kCount; ++i) {
      if (slots_[SlotOf(ids_[i])] != i) return false;
    }
    return true;
  }

 private:
  // With 16 slots for an id, one seed in four or so tells all of some fifty apart; the table has two kilobytes.
  static constexpr std::size_t kSlots = std::bit_ceil(16 * kCount);
  static constexpr std::uint64_t kFirstSeed = 0x9E3779B97F4A7C15;  // 2^64 by the golden ratio; its powers are odd, too
  static constexpr int kAttempts = 100;

  // The length and five letters, more of them near the end, where versions differ, tell ids apart about as well as all
  // letters do, and cost the same however long it is. Multiplying carries every bit upwards: the slot is the top bits.
  constexpr std::size_t SlotOf(std::string_view id) const {
    const auto letter = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(id[i])}; };
    const std::size_t size = id.size();
    const std::uint64_t key = letter(0) | letter(size / 2) << 8 | letter(size - size / 4 - 1) << 16 |
                              letter(size - size / 8 - 1) << 24 | letter(size - 1) << 32 | std::uint64_t{size} << 40;
    return (key * seed_) >> (64 - std::countr_zero(kSlots));
  }

  // Fills the slots by the present seed; says whether every id got the slot that it wanted.
  constexpr bool LayOut() {
    slots_.fill(kAbsent);
    for (std::size_t i = 0; i < kCount; ++i) {
      std::size_t slot = SlotOf(ids_[i]);
      while (slots_[slot] != kAbsent) slot = (slot + 1) % kSlots;
      slots_[slot] = static_cast<std::uint16_t>(i);
    }
    return IsPerfect();
  }

  std::array<std::string_view, kCount> ids_;
  std::array<std::uint16_t, kSlots> slots_{};
  std::uint64_t seed_ = kFirstSeed;
};

}  // namespace statusmap::catalog
