// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <limits>

#include "core/checked.hpp"
#include "core/run_counts.hpp"

namespace deltasim::test
{

namespace
{

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

OperationCounts only(Operation operation, std::uint64_t count)
{
    OperationCounts counts{};
    count_of(counts, operation) = count;
    return counts;
}

ReadsWrites& accesses_of(MemoryCounts& memory, Tensor tensor)
{
    return memory.by_tensor[static_cast<std::size_t>(tensor)];
}

}  // namespace

TEST_CASE("a mac reads three registers, an exponential one, the others two, and each writes one")
{
    CHECK(register_file_accesses(only(Operation::mac, 1)) == ReadsWrites{3, 1});
    CHECK(register_file_accesses(only(Operation::add, 1)) == ReadsWrites{2, 1});
    CHECK(register_file_accesses(only(Operation::multiply, 1)) == ReadsWrites{2, 1});
    CHECK(register_file_accesses(only(Operation::divide, 1)) == ReadsWrites{2, 1});
    CHECK(register_file_accesses(only(Operation::exponential, 1)) == ReadsWrites{1, 1});
    CHECK(register_file_accesses(only(Operation::compare, 1)) == ReadsWrites{2, 1});
    CHECK(register_file_accesses({}) == ReadsWrites{0, 0});
}

TEST_CASE("register-file accesses sum over operations")
{
    // mac 10, add 20, multiply 30, divide 40, exponential 50, compare 60
    CHECK(register_file_accesses({10, 20, 30, 40, 50, 60}) == ReadsWrites{30 + 40 + 60 + 80 + 50 + 120, 210});
}

TEST_CASE("register-file accesses do not wrap")
{
    CHECK_THROWS_AS(register_file_accesses(only(Operation::mac, most / 3 + 1)), OverflowError);
    CHECK_THROWS_AS(register_file_accesses({0, 0, 0, 0, most, 1}), OverflowError);
    CHECK(register_file_accesses(only(Operation::mac, most / 3)) == ReadsWrites{most, most / 3});
}

TEST_CASE("a memory's accesses are those of its tensors, its bits those times an access's")
{
    MemoryCounts memory;
    memory.access_bits = 64;
    accesses_of(memory, Tensor::weight) = {100, 7};
    accesses_of(memory, Tensor::optimizer_state) = {20, 3};
    CHECK(memory.total() == ReadsWrites{120, 10});
    CHECK(memory.bits_read() == 7680);
    CHECK(memory.bits_written() == 640);
    CHECK(MemoryCounts{}.total() == ReadsWrites{0, 0});
}

TEST_CASE("a memory's totals do not wrap")
{
    MemoryCounts memory;
    memory.access_bits = 64;
    accesses_of(memory, Tensor::weight) = {most, 0};
    CHECK(memory.total() == ReadsWrites{most, 0});
    CHECK_THROWS_AS(memory.bits_read(), OverflowError);
    accesses_of(memory, Tensor::bias) = {1, 0};
    CHECK_THROWS_AS(memory.total(), OverflowError);
}

TEST_CASE("terms have the names that YAML, tables and JSON use")
{
    CHECK(name_of(Phase::forward) == "forward");
    CHECK(name_of(Phase::update) == "update");
    CHECK(name_of(Tensor::weight) == "weight");
    CHECK(name_of(Tensor::preactivation) == "preactivation");
    CHECK(name_of(Tensor::optimizer_state) == "optimizer_state");
    CHECK(name_of(Operation::mac) == "mac");
    CHECK(name_of(Operation::compare) == "compare");
}

}  // namespace deltasim::test
