// How many CPUs the process may use.
#pragma once

namespace statusmap::server {

// CPUs that the scheduler lets this process run on, but no more than the quota of its control group gives time for,
// rounded up. At least 1. A container limited to half a CPU on a machine of 64 gets 1.
int UsableCpus();

}  // namespace statusmap::server
