// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/diagnostic.hpp"
#include "core/terms.hpp"
#include "machine/dram_device.hpp"
#include "machine/instructions.hpp"
#include "model/density.hpp"

// A processor as configured: PE array, training controller, on-chip memories, and optionally a DRAM. Plain data,
// already checked by the reader.

namespace deltasim::machine
{

/// Timing of one operation in a lane.
struct OperationTiming {
    std::uint64_t latency_cycles = 1;   ///< operands in to result out
    std::uint64_t interval_cycles = 1;  ///< until the lane can start the next operation

    friend bool operator==(const OperationTiming&, const OperationTiming&) = default;
};

/// How the lanes of a mapped step add up what they have each summed: one after the other in the row-end unit, in a tree
/// of adders, or along a chain that operands and sums pass through, a lane a clock (a systolic array).
enum class Reduction : std::uint8_t { row_end, adder_tree, systolic };
inline constexpr std::array<std::string_view, 3> reduction_names{"row_end", "adder_tree", "systolic"};

struct PeArrayConfig {
    std::uint64_t lanes = 1;  ///< rows times columns
    std::uint64_t rows = 1;
    std::uint64_t columns = 1;
    bool multicast_rows = false;     ///< a word that the lanes of a row share is read once
    bool multicast_columns = false;  ///< and one that those of a column share
    std::uint64_t registers = 1;     ///< words of operands that a lane keeps while it goes on with others
    std::uint64_t accumulators = 1;  ///< sums that it works on in turn
    Reduction reduction = Reduction::row_end;
    /// Of a systolic array: 2, stationary operands shift in behind those that work; 1, when all results of those have
    /// left it.
    std::uint64_t stationary_sets = 2;
    std::uint64_t clock_hz = 0;
    bool operand_broadcast = false;  ///< equal addresses within a step are one access
    std::array<OperationTiming, operation_count> operations;
    std::optional<Instructions> instructions{};  ///< of cores that do the lanes' work

    friend bool operator==(const PeArrayConfig&, const PeArrayConfig&) = default;
};

/// The training controller issues one step per clock, at most `lookahead_steps` ahead of the step that executes.
struct ControllerConfig {
    std::uint64_t clock_hz = 0;
    std::uint64_t lookahead_steps = 1;
    /// Steps of the row-end unit go out with the step of the lanes before them: they are queued by themselves.
    bool row_end_queue = false;

    friend bool operator==(const ControllerConfig&, const ControllerConfig&) = default;
};

enum class OnChipKind : std::uint8_t { sram, edram };
inline constexpr std::array<std::string_view, 2> on_chip_kind_names{"sram", "edram"};

/// Ports of each bank: one read-write, one read and one write, two read-write.
enum class Ports : std::uint8_t { one_rw, one_r_one_w, two_rw };
inline constexpr std::array<std::string_view, 3> ports_names{"1rw", "1r1w", "2rw"};

/// Bank of a line: low_order takes neighbouring lines to neighbouring banks, high_order fills a bank first.
enum class Interleaving : std::uint8_t { low_order, high_order };
inline constexpr std::array<std::string_view, 2> interleaving_names{"low_order", "high_order"};

/// An eDRAM forgets: every bank refreshes one of its rows every `interval_cycles`, all of them within the retention
/// time.
struct EdramRefresh {
    std::uint64_t rows_per_bank = 1;
    std::uint64_t interval_cycles = 0;  ///< of the memory's clock

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
    std::optional<EdramRefresh> refresh{};  ///< of an eDRAM
    std::vector<Tensor> holds{};            ///< what is put there unless an experiment says otherwise; empty: anything
    bool tiles_only = false;  ///< no tensor lives there: a queue or a buffer of what has its home elsewhere

    [[nodiscard]] bool takes(Tensor tensor) const
    {
        return holds.empty() || std::find(holds.begin(), holds.end(), tensor) != holds.end();
    }

    [[nodiscard]] std::uint64_t lines_per_bank() const { return capacity_bytes / (width_bits / 8) / banks; }
    [[nodiscard]] std::uint64_t ports_per_bank() const { return ports == Ports::one_rw ? 1 : 2; }

    friend bool operator==(const OnChipMemoryConfig&, const OnChipMemoryConfig&) = default;
};

/// DRAM as the per-access view sees it: an access, of a word or of those of a step in one line, takes a fixed time.
struct FlatDramConfig {
    std::uint64_t capacity_bytes = 0;
    std::uint64_t width_bits = 32;      ///< one access, a whole number of bytes
    std::uint64_t latency_cycles = 1;   ///< request to data
    std::uint64_t interval_cycles = 1;  ///< from one access to the next
    std::uint64_t clock_hz = 0;

    friend bool operator==(const FlatDramConfig&, const FlatDramConfig&) = default;
};

/// Between the DRAM and the array: what is fetched ahead and what is gathered before it is written.
struct StreamBufferConfig {
    std::uint64_t prefetch_depth = 8;  ///< bursts a read stream may hold or have on the way
    std::uint64_t write_depth = 8;     ///< bursts a write stream gathers before it sends them together

    friend bool operator==(const StreamBufferConfig&, const StreamBufferConfig&) = default;
};

struct DramConfig {
    std::variant<FlatDramConfig, DramDevice> model;
    StreamBufferConfig stream_buffers;
    std::string device;  ///< the device's name; `flat` for the flat model

    [[nodiscard]] std::uint64_t clock_hz() const
    {
        return std::visit([](const auto& dram) { return dram.clock_hz; }, model);
    }

    friend bool operator==(const DramConfig&, const DramConfig&) = default;
};

/// What moves tiles between memories.
struct DmaConfig {
    std::uint64_t clock_hz = 0;   ///< a burst begins at most every clock; 0: the controller's
    std::uint64_t channels = 16;  ///< bursts in flight
    std::uint64_t burst_bytes = 128;

    friend bool operator==(const DmaConfig&, const DmaConfig&) = default;
};

/// Which words the controller tests, to pass over what their being 0 makes needless. It keeps a bit of each, written
/// with the word.
struct SkipConfig {
    bool zero_delta = false;
    bool zero_activation = false;
    std::optional<model::Density> density{};  ///< of words that are not 0; none: as the data have it

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
    std::map<std::string, std::string> assumed;  ///< key path below the processor -> reason

    /// Of the DMA engine: its own, or the controller's.
    [[nodiscard]] std::uint64_t engine_clock_hz() const
    {
        return dma.clock_hz == 0 ? controller.clock_hz : dma.clock_hz;
    }
    /// The rates of all clocks; several parts may share one.
    [[nodiscard]] std::vector<std::uint64_t> clock_rates_hz() const;

    friend bool operator==(const ProcessorConfig&, const ProcessorConfig&) = default;
};

}  // namespace deltasim::machine
