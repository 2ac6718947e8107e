// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/diagnostic.hpp"
#include "core/enum_names.hpp"
#include "core/terms.hpp"
#include "machine/dram_device.hpp"
#include "machine/instructions.hpp"
#include "model/density.hpp"

// A processor as configured: PE array, training controller, on-chip memories, and optionally a DRAM. Plain data that
// the reader has already checked.

namespace deltasim::machine
{

/// Timing of one operation in a lane.
struct OperationTiming {
    std::uint64_t latency_cycles = 1;   ///< from operands to result
    std::uint64_t interval_cycles = 1;  ///< clocks until the lane can start its next operation

    friend bool operator==(const OperationTiming&, const OperationTiming&) = default;
};

/// How the array adds up the partial sums of the lanes of a mapped step: one after the other in the row-end unit, in an
/// adder tree, or along a chain through which operands and sums pass, one lane a clock (a systolic array).
enum class Reduction : std::uint8_t { row_end, adder_tree, systolic };
inline constexpr EnumNames<Reduction, 3> reduction_names{{"row_end", "adder_tree", "systolic"}};

struct PeArrayConfig {
    std::uint64_t lanes = 1;  ///< rows times columns
    std::uint64_t rows = 1;
    std::uint64_t columns = 1;
    bool multicast_rows = false;     ///< a word that all lanes of a row use is read once
    bool multicast_columns = false;  ///< a word that all lanes of a column use is read once
    std::uint64_t registers = 1;     ///< words of operands that a lane can keep while it works on others
    std::uint64_t accumulators = 1;  ///< sums that a lane can work on in turn
    Reduction reduction = Reduction::row_end;
    /// For a systolic array. 2: the next stationary operands shift in while the present ones still work (double
    /// buffering). 1: they shift in only after all results of the present ones have left the array.
    std::uint64_t stationary_sets = 2;
    std::uint64_t clock_hz = 0;
    bool operand_broadcast = false;  ///< lanes with equal addresses in a step share one access
    std::array<OperationTiming, operation_count> operations;
    std::optional<Instructions> instructions{};  ///< for cores that do the work of the lanes

    friend bool operator==(const PeArrayConfig&, const PeArrayConfig&) = default;
};

/// The training controller issues one step per clock, at most `lookahead_steps` ahead of the step that is being
/// executed.
struct ControllerConfig {
    std::uint64_t clock_hz = 0;
    std::uint64_t lookahead_steps = 1;
    /// Steps of the row-end unit have a queue of their own: each issues together with the lanes' step before it.
    bool row_end_queue = false;

    friend bool operator==(const ControllerConfig&, const ControllerConfig&) = default;
};

enum class OnChipKind : std::uint8_t { sram, edram };
inline constexpr EnumNames<OnChipKind, 2> on_chip_kind_names{{"sram", "edram"}};

/// Ports of each bank: one read-write, one read and one write, two read-write.
enum class Ports : std::uint8_t { one_rw, one_r_one_w, two_rw };
inline constexpr EnumNames<Ports, 3> ports_names{{"1rw", "1r1w", "2rw"}};

/// The bank of a line: low_order puts neighbouring lines in neighbouring banks, high_order fills one bank after the
/// other.
enum class Interleaving : std::uint8_t { low_order, high_order };
inline constexpr EnumNames<Interleaving, 2> interleaving_names{{"low_order", "high_order"}};

/// Refresh of an eDRAM. Every bank refreshes one of its rows every `interval_cycles`, so that all rows are refreshed
/// within the retention time.
struct EdramRefresh {
    std::uint64_t rows_per_bank = 1;
    std::uint64_t interval_cycles = 0;  ///< in clocks of the memory

    friend bool operator==(const EdramRefresh&, const EdramRefresh&) = default;
};

struct OnChipMemoryConfig {
    std::string name;
    OnChipKind kind = OnChipKind::sram;
    std::uint64_t capacity_bytes = 0;
    std::uint64_t banks = 1;
    Ports ports = Ports::one_rw;
    std::uint64_t width_bits = 32;  ///< one line, a whole number of bytes
    std::uint64_t latency_cycles = 1;
    Interleaving interleaving = Interleaving::low_order;
    std::uint64_t clock_hz = 0;
    std::optional<EdramRefresh> refresh{};  ///< only for an eDRAM
    /// Tensors that are placed here unless an experiment says otherwise; empty: any tensor.
    std::vector<Tensor> holds{};
    bool tiles_only = false;  ///< no tensor has its home here: a queue, or a buffer for tensors from other memories

    [[nodiscard]] bool takes(Tensor tensor) const
    {
        return holds.empty() || std::find(holds.begin(), holds.end(), tensor) != holds.end();
    }

    [[nodiscard]] std::uint64_t lines_per_bank() const { return capacity_bytes / (width_bits / 8) / banks; }
    [[nodiscard]] std::uint64_t ports_per_bank() const { return ports == Ports::one_rw ? 1 : 2; }

    friend bool operator==(const OnChipMemoryConfig&, const OnChipMemoryConfig&) = default;
};

/// DRAM in the per-access view: an access to one word, or to the words of a step in one line, takes a fixed time.
struct FlatDramConfig {
    std::uint64_t capacity_bytes = 0;
    std::uint64_t width_bits = 32;      ///< one access, a whole number of bytes
    std::uint64_t latency_cycles = 1;   ///< request to data
    std::uint64_t interval_cycles = 1;  ///< from one access to the next
    std::uint64_t clock_hz = 0;

    friend bool operator==(const FlatDramConfig&, const FlatDramConfig&) = default;
};

/// Buffers between the DRAM and the array: read streams prefetch, write streams gather words before they are written.
struct StreamBufferConfig {
    std::uint64_t prefetch_depth = 8;  ///< bursts that a read stream may hold or have in flight
    std::uint64_t write_depth = 8;     ///< bursts that a write stream gathers and then sends together

    friend bool operator==(const StreamBufferConfig&, const StreamBufferConfig&) = default;
};

struct DramConfig {
    std::variant<FlatDramConfig, DramDevice> model;
    StreamBufferConfig stream_buffers;
    std::string device;  ///< name of the device; `flat` for the flat model

    [[nodiscard]] std::uint64_t clock_hz() const
    {
        return std::visit([](const auto& dram) { return dram.clock_hz; }, model);
    }
    /// Bits of an access: a burst of a device, a word of a flat DRAM.
    [[nodiscard]] std::uint64_t access_bits() const
    {
        const auto* flat = std::get_if<FlatDramConfig>(&model);
        return flat != nullptr ? flat->width_bits : std::get<DramDevice>(model).burst_bytes() * 8;
    }

    friend bool operator==(const DramConfig&, const DramConfig&) = default;
};

/// The DMA engine, which moves tiles between memories.
struct DmaConfig {
    std::uint64_t clock_hz = 0;   ///< at most one burst begins in each clock; 0: the controller's clock
    std::uint64_t channels = 16;  ///< bursts in flight
    std::uint64_t burst_bytes = 128;

    friend bool operator==(const DmaConfig&, const DmaConfig&) = default;
};

/// Words that the controller compares with 0, so that it can skip the work that a 0 makes needless. It stores one bit
/// for each word, which is written with the word.
struct SkipConfig {
    bool zero_delta = false;
    bool zero_activation = false;
    std::optional<model::Density> density{};  ///< share of words that are not 0; nothing: as in the data

    [[nodiscard]] bool tests(Tensor factor) const
    {
        return (factor == Tensor::delta && zero_delta) || (factor == Tensor::activation && zero_activation);
    }
    [[nodiscard]] bool any() const { return zero_delta || zero_activation; }

    friend bool operator==(const SkipConfig&, const SkipConfig&) = default;
};

struct ProcessorConfig {
    std::string name;
    std::string description;  ///< one line
    PeArrayConfig pe_array;
    ControllerConfig controller;
    std::vector<OnChipMemoryConfig> memories;  ///< in the order in which `auto` placement fills them
    std::optional<DramConfig> dram;
    DmaConfig dma{};
    SkipConfig skip{};
    std::map<std::string, std::string> assumed;  ///< key path within the processor -> reason

    /// The clock of the DMA engine: its own, or the controller's.
    [[nodiscard]] std::uint64_t engine_clock_hz() const
    {
        return dma.clock_hz == 0 ? controller.clock_hz : dma.clock_hz;
    }
    /// The rates of all clocks; a rate may occur several times.
    [[nodiscard]] std::vector<std::uint64_t> clock_rates_hz() const;

    friend bool operator==(const ProcessorConfig&, const ProcessorConfig&) = default;
};

}  // namespace deltasim::machine
