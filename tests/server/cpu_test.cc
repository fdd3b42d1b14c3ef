#include "service/server/cpu.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <thread>

namespace statusmap::server {
namespace {

TEST(UsableCpus, IsAtLeastOneAndAtMostTheMachine) {
  EXPECT_GE(UsableCpus(), 1);
  EXPECT_LE(UsableCpus(), static_cast<int>(std::thread::hardware_concurrency()));
}

TEST(UsableCpus, FollowsTheAffinityOfTheProcess) {
  std::thread([] {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
    EXPECT_EQ(UsableCpus(), 1);
  }).join();
}

}  // namespace
}  // namespace statusmap::server
