// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <limits>

#include "core/checked.hpp"
#include "core/run_counts.hpp"
#include "rooms.hpp"

namespace deltasim::test::run_counts_test
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

OperationsByPrecision in(Precision precision, const OperationCounts& counts)
{
    OperationsByPrecision operations{};
    counts_of(operations, precision) = counts;
    return operations;
}

ReadsWrites& accesses_of(MemoryCounts& memory, Tensor tensor)
{
    return memory.by_tensor[static_cast<std::size_t>(tensor)];
}

}  // namespace

TEST_CASE("a mac moves four register words, an exponential two, the others three")
{
    CHECK(register_file_bits(in(Precision::fp32, only(Operation::mac, 1))) == 128);
    CHECK(register_file_bits(in(Precision::fp32, only(Operation::add, 1))) == 96);
    CHECK(register_file_bits(in(Precision::fp32, only(Operation::multiply, 1))) == 96);
    CHECK(register_file_bits(in(Precision::fp32, only(Operation::divide, 1))) == 96);
    CHECK(register_file_bits(in(Precision::fp32, only(Operation::exponential, 1))) == 64);
    CHECK(register_file_bits(in(Precision::fp32, only(Operation::compare, 1))) == 96);
    CHECK(register_file_bits({}) == 0);
}

TEST_CASE("register words are as wide as the precision's, but integer sums are of 32 bits")
{
    CHECK(register_file_bits(in(Precision::fp16, {1, 1, 1, 1, 1, 1})) == 16 * (4 + 3 + 3 + 3 + 2 + 3));
    CHECK(register_file_bits(in(Precision::bf16, {1, 1, 1, 1, 1, 1})) == 16 * (4 + 3 + 3 + 3 + 2 + 3));
    CHECK(register_file_bits(in(Precision::int16, {1, 1, 0, 0, 0, 0})) == 2 * 16 + 2 * 32 + 3 * 32);
    CHECK(register_file_bits(in(Precision::int8, {1, 1, 0, 0, 0, 0})) == 2 * 8 + 2 * 32 + 3 * 32);
    CHECK(register_file_bits(in(Precision::int8, {0, 0, 1, 1, 1, 1})) == 8 * (3 + 3 + 2 + 3));
}

TEST_CASE("register-file bits sum over operations and precisions")
{
    // mac 10, add 20, multiply 30, divide 40, exponential 50, compare 60
    OperationsByPrecision operations = in(Precision::fp32, {10, 20, 30, 40, 50, 60});
    const std::uint64_t words = 4 * 10 + 3 * 20 + 3 * 30 + 3 * 40 + 2 * 50 + 3 * 60;
    CHECK(register_file_bits(operations) == 32 * words);
    counts_of(operations, Precision::fp16) = {10, 20, 30, 40, 50, 60};
    CHECK(register_file_bits(operations) == 48 * words);
    CHECK(total(operations) == OperationCounts{20, 40, 60, 80, 100, 120});
}

TEST_CASE("register-file bits and totals of operations do not wrap")
{
    CHECK_THROWS_AS(register_file_bits(in(Precision::fp32, only(Operation::mac, most / 128 + 1))), OverflowError);
    CHECK_THROWS_AS(register_file_bits(in(Precision::fp32, {0, 0, 0, 0, most / 64, 1})), OverflowError);
    CHECK(register_file_bits(in(Precision::fp32, only(Operation::mac, most / 128))) == most / 128 * 128);
    OperationsByPrecision operations = in(Precision::fp32, only(Operation::mac, most));
    counts_of(operations, Precision::int8) = only(Operation::mac, 1);
    CHECK_THROWS_AS(total(operations), OverflowError);
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

}  // namespace deltasim::test::run_counts_test
