// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <vector>

#include "mapping/random_mapping.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

// A random task: a head, a training, rows and columns of lanes, two on-chip memories and one off chip.

namespace deltasim::test
{

struct RandomTask {
    Head head;
    Training training;
    machine::PeArrayConfig array;
    std::vector<model::MemorySpace> spaces;  ///< each on-chip memory has the requested number of bytes
    std::vector<std::string> memories{"dram", "l2", "l1"};

    RandomTask(RandomSource& random, std::uint64_t on_chip_bytes)
    {
        const auto depth = static_cast<std::uint32_t>(random.between(1, 3));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        head = random_head(random, depth, depth < 3 ? 9 : 6, loss);
        training = random_training(random, depth, loss);
        array = random_array(random);
        spaces = {{"l1", on_chip_bytes, 4, true, {}, 16},
                  {"l2", on_chip_bytes, 8, true, {}, 32},
                  {"dram", 1U << 30U, 64, false, {}, 1}};
    }
};

}  // namespace deltasim::test
