// The agent's source of jitter, message ids and tokens: seeded once, so that a test can repeat a run.
#pragma once

#include <cstdint>
#include <random>

namespace agent {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    /// Uniform in 0..limit-1; limit > 0.
    std::uint64_t below(std::uint64_t limit) {
        return std::uniform_int_distribution<std::uint64_t>(0, limit - 1)(engine_);
    }
    /// Uniform in [0, 1).
    double unit() { return std::uniform_real_distribution<double>(0.0, 1.0)(engine_); }

private:
    std::mt19937_64 engine_;
};

}  // namespace agent
