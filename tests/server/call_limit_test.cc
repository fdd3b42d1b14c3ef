#include "service/server/call_limit.h"

#include <gtest/gtest.h>

namespace statusmap::server {
namespace {

TEST(CallLimit, LetsInAsManyAsTheLimit) {
  CallLimit limit(2);
  EXPECT_TRUE(limit.Enter());
  EXPECT_TRUE(limit.Enter());
  EXPECT_FALSE(limit.Enter());
  EXPECT_EQ(limit.in_flight(), 3) << "a refused call counts until its refusal is written";
  limit.Leave();
  limit.Leave();
  EXPECT_TRUE(limit.Enter());
}

}  // namespace
}  // namespace statusmap::server
