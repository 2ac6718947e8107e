// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>

#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "rooms.hpp"

// A small experiment with its own data, for tests of trainings.

namespace deltasim::test
{

inline std::string npy(const std::string& descr, const std::string& shape, const std::string& elements)
{
    const std::string header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + ")}\n";
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size());
    bytes += '\0';
    return bytes + header + elements;
}

template <class T>
std::string elements_of(const std::vector<T>& numbers)
{
    std::string bytes(numbers.size() * sizeof(T), '\0');
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

/// Samples of three classes, each near a point of its own.
inline void write_samples(const Folder& folder, const std::string& prefix, std::uint64_t count, std::uint64_t seed,
                          std::uint64_t width = 5)
{
    std::mt19937_64 engine(seed);
    std::vector<float> features;
    std::vector<std::uint8_t> labels;
    for (std::uint64_t s = 0; s < count; ++s) {
        labels.push_back(static_cast<std::uint8_t>(engine() % 3));
        for (std::uint64_t i = 0; i < width; ++i) {
            const float noise = static_cast<float>(engine() >> 40U) * 0x1p-24F - 0.5F;
            features.push_back((labels.back() == i ? 1.0F : 0.0F) + noise);
        }
    }
    folder.write(prefix + "features.npy",
                 npy("<f4", std::to_string(count) + ", " + std::to_string(width), elements_of(features)));
    folder.write(prefix + "labels.npy", npy("|u1", std::to_string(count) + ",", elements_of(labels)));
}

/// 65 samples in batches of 16 leave one sample.
inline const std::string clusters = R"(model:
  name: clusters
  features: 5
  layers:
    - {outputs: 7, activation: silu, dropout: 0.1}
    - {outputs: 3, activation: softmax, bias: false}
processor: eyeriss
data: {features: features.npy, labels: labels.npy, test_features: test_features.npy, test_labels: test_labels.npy}
training:
  {schedules: [naive, naive_downstream, framework, delta, delta_latched, delta_fused, delta_lookahead], batch: 16,
   epochs: 6, optimizer: momentum, learning_rate: 0.05, weight_decay: 0.001,
   learning_rate_schedule: {kind: cosine, warmup_epochs: 1}}
)";

class Clusters : public Folder
{
public:
    Clusters()
    {
        write("exp.yaml", clusters);
        write_samples(*this, "", 65, 1);
        write_samples(*this, "test_", 40, 2);
    }

    [[nodiscard]] nlohmann::json trained(std::vector<std::string> options) const
    {
        std::vector<std::string> arguments{"train", "exp.yaml", "--format", "json"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        const Outcome outcome = run(arguments);
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        return nlohmann::json::parse(outcome.out);
    }

    [[nodiscard]] std::string refusal() const
    {
        const Outcome outcome = run({"train", "exp.yaml"});
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        return outcome.err;
    }
};

}  // namespace deltasim::test
