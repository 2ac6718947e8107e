// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/core_work.hpp"
#include "core/precision.hpp"
#include "core/quantity.hpp"
#include "core/terms.hpp"
#include "core/time_causes.hpp"

// The counts and times of a run, by name: pricing and reporting need nothing else.

namespace deltasim
{

struct ReadsWrites {
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;

    friend bool operator==(const ReadsWrites&, const ReadsWrites&) = default;
};

/// Accesses to one memory by tensor, indexed by Tensor.
using AccessesByTensor = std::array<ReadsWrites, tensor_count>;

/// Accesses to one memory: lines of an on-chip memory, bursts of a DRAM (words of a flat one).
struct MemoryCounts {
    std::string name;
    std::string level;  ///< sram, edram or dram
    std::uint64_t access_bits = 0;
    AccessesByTensor by_tensor{};
    std::uint64_t words_moved = 0;    ///< between this memory and the array
    std::uint64_t bits_moved = 0;     ///< the bits of those words
    std::uint64_t row_refreshes = 0;  ///< rows of an eDRAM refreshed
    std::uint64_t queued_cycles = 0;  ///< clocks for which accesses waited for a busy port, summed over accesses
    /// The fewest clocks that its ports, or a DRAM's data bus, need for these accesses.
    std::uint64_t busiest_port_cycles = 0;
    double clock_hz = 0.0;

    /// Throws OverflowError, as do the bit totals.
    [[nodiscard]] ReadsWrites total() const;
    [[nodiscard]] std::uint64_t bits_read() const;
    [[nodiscard]] std::uint64_t bits_written() const;
};

/// Commands to one bank of a DRAM, and its row conflicts: requests that found another row open.
struct DramBankCounts {
    std::uint32_t channel = 0;
    std::uint32_t rank = 0;        ///< within the channel
    std::uint32_t bank_group = 0;  ///< within the rank
    std::uint32_t bank = 0;        ///< within the group
    std::uint64_t activates = 0;
    std::uint64_t precharges = 0;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    std::uint64_t bank_refreshes = 0;
    std::uint64_t row_conflicts = 0;

    friend bool operator==(const DramBankCounts&, const DramBankCounts&) = default;
};

/// Clocks of a rank, or of all ranks, for which its clock is stopped. They do not count as active, even with open rows.
struct DramIdleCycles {
    std::uint64_t active_power_down = 0;      ///< with a row open
    std::uint64_t precharged_power_down = 0;  ///< with no row open
    std::uint64_t self_refresh = 0;

    [[nodiscard]] bool any() const { return active_power_down + precharged_power_down + self_refresh > 0; }

    friend bool operator==(const DramIdleCycles&, const DramIdleCycles&) = default;
};

/// Counts of a rank that cannot be attributed to one of its banks.
struct DramRankCounts {
    std::uint32_t channel = 0;
    std::uint32_t rank = 0;
    std::uint64_t refreshes = 0;
    std::uint64_t active_cycles = 0;  ///< as DramCounts::rank_active_cycles
    std::uint64_t bank_active_cycles = 0;
    std::uint64_t bank_refresh_only_cycles = 0;
    DramIdleCycles idle{};

    friend bool operator==(const DramRankCounts&, const DramRankCounts&) = default;
};

/// Commands of a DRAM. A row hit is a request that finds its row open; any other request is a row miss. A row conflict
/// is a row miss that finds another row of its bank open.
struct DramCounts {
    std::uint64_t activates = 0;
    std::uint64_t precharges = 0;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    std::uint64_t refreshes = 0;       ///< of a whole rank
    std::uint64_t bank_refreshes = 0;  ///< of a single bank
    std::uint64_t row_hits = 0;
    std::uint64_t row_misses = 0;
    std::uint64_t cycles = 0;              ///< DRAM clocks of the run
    std::uint64_t rank_active_cycles = 0;  ///< in which a rank has a row open, summed over ranks
    std::uint64_t bank_active_cycles = 0;  ///< in which a bank has a row open, summed over banks
    /// Cycles in which a rank refreshes single banks while none of its rows is open, summed over ranks.
    std::uint64_t bank_refresh_only_cycles = 0;
    std::uint64_t row_conflicts = 0;
    DramIdleCycles idle{};                ///< summed over ranks
    std::vector<DramRankCounts> ranks{};  ///< channel by channel; empty for a flat DRAM
    std::vector<DramBankCounts> banks{};  ///< rank by rank

    /// Sets every total except hits, misses and clocks to the sum over ranks and banks. Throws OverflowError.
    void add_up();

    friend bool operator==(const DramCounts&, const DramCounts&) = default;
};

/// The counts of one phase on one layer.
struct PhaseCounts {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;
    TimeByCause cycles{};                            ///< of the PE array's clock
    std::vector<AccessesByTensor> accesses;          ///< by memory, in the order of RunCounts
    std::optional<CoreInstructions> instructions{};  ///< only for cores with instructions

    friend bool operator==(const PhaseCounts&, const PhaseCounts&) = default;
};

/// Words moved between neighbouring places: memories, which are numbered, and the array, which has no number.
struct TransferCounts {
    static constexpr std::size_t array = std::numeric_limits<std::size_t>::max();

    Phase phase = Phase::forward;
    std::uint32_t layer = 1;
    Tensor tensor = Tensor::weight;
    std::size_t from = array;
    std::size_t to = array;
    std::uint64_t words = 0;
    std::uint64_t bits = 0;

    friend bool operator==(const TransferCounts&, const TransferCounts&) = default;
};

/// What a machine that skips zeros left out, in one phase on one layer.
struct PhaseSkips {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;
    std::uint64_t tests = 0;  ///< words compared with 0
    std::uint64_t steps = 0;  ///< steps left out as a whole
    OperationsByPrecision operations{};
    AccessesByTensor words{};  ///< operand accesses

    struct OfMemory {
        std::uint64_t words_moved = 0;
        std::uint64_t bits_moved = 0;
        ReadsWrites operands;  ///< accesses to tensors whose home it is

        friend bool operator==(const OfMemory&, const OfMemory&) = default;
    };
    std::vector<OfMemory> memories;

    friend bool operator==(const PhaseSkips&, const PhaseSkips&) = default;
};

/// The clocks and instructions of cores.
struct CoreCounts {
    std::uint64_t issue_width = 1;
    CoreSlots slots{};
    CoreInstructions instructions{};

    friend bool operator==(const CoreCounts&, const CoreCounts&) = default;
};

struct RunCounts {
    std::uint64_t cycles = 0;  ///< of the PE array's clock
    Seconds time{0.0};
    std::vector<PhaseCounts> phases;  ///< in the order of the program; their cycles sum to `cycles`
    std::uint64_t lanes = 1;
    OperationsByPrecision operations{};  ///< summed over lanes
    std::uint64_t lane_busy_cycles = 0;  ///< PE clocks in which the lanes could start no other step
    std::vector<MemoryCounts> memories;
    std::optional<DramCounts> dram;  ///< absent where the processor has no DRAM
    std::vector<TransferCounts> transfers;
    std::vector<PhaseSkips> skips{};    ///< only for a machine that skips zeros, by phase and layer of the program
    std::optional<CoreCounts> cores{};  ///< only for cores with instructions

    [[nodiscard]] std::uint64_t zero_tests() const;
    [[nodiscard]] std::uint64_t passed_steps() const;
};

/// Operations of all precisions. Throws OverflowError.
[[nodiscard]] OperationCounts total(const OperationsByPrecision& operations);

/// Bits that operations read from register files and write to them. A mac reads two words and its sum and writes the
/// sum; an addition reads two sums and writes one; the others read their words (one for exponential) and write one. The
/// precision determines the width of words and sums. Throws OverflowError.
[[nodiscard]] std::uint64_t register_file_bits(const OperationsByPrecision& operations);

}  // namespace deltasim
