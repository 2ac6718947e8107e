// SPDX-License-Identifier: MIT
#include "experiment/random_run.hpp"

#include <algorithm>
#include <random>

#include "config/shipped_devices.hpp"
#include "rooms.hpp"
#include "schedule/schedules.hpp"
#include "sim/memory_spaces.hpp"

namespace deltasim::test
{

namespace
{

class Draw
{
public:
    explicit Draw(std::uint64_t seed) : engine_(seed) {}

    /// A whole number in [least, most].
    std::uint64_t number(std::uint64_t least, std::uint64_t most) { return least + engine_() % (most - least + 1); }
    bool coin() { return number(0, 1) == 1; }
    template <class T>
    T one_of(const std::vector<T>& choices)
    {
        return choices[number(0, choices.size() - 1)];
    }

private:
    std::mt19937_64 engine_;  // the standard specifies its numbers, unlike those of distributions
};

std::uint64_t clock_hz(Draw& draw) { return draw.one_of<std::uint64_t>({100, 133, 200, 240, 480, 1200}) * 1'000'000; }

std::uint64_t most_steps(RandomSize size) { return size == RandomSize::small ? 20'000 : 500'000; }

Head random_head(Draw& draw, Loss loss, RandomSize size)
{
    const std::uint64_t depth = draw.number(1, 4);
    // Deep heads are narrow: the chain rule of `naive` grows with the product of all widths.
    const std::uint64_t widest_small = depth < 3 ? 40 : 12;
    const std::uint64_t widest = size == RandomSize::small ? widest_small : 3 * widest_small;
    Head head{"random", {}};
    std::uint64_t inputs = draw.number(1, size == RandomSize::small ? widest : depth < 3 ? 1500 : 200);
    for (std::uint64_t l = 1; l <= depth; ++l) {
        const std::uint64_t outputs = draw.number(1, widest);
        Activation activation = static_cast<Activation>(draw.number(0, activation_names.size() - 2));
        if (l == depth && loss == Loss::softmax_cross_entropy) activation = Activation::softmax;
        head.layers.push_back({inputs, outputs, activation});
        inputs = outputs;
    }
    return head;
}

OnChipMemoryConfig random_memory(Draw& draw, std::uint64_t index, std::uint64_t most_bytes)
{
    OnChipMemoryConfig memory;
    memory.name = "memory" + std::to_string(index);
    memory.kind = draw.coin() ? OnChipKind::sram : OnChipKind::edram;
    memory.width_bits = draw.one_of<std::uint64_t>({32, 64, 96, 128, 256});
    memory.banks = draw.number(1, 9);
    const std::uint64_t line_of_each_bank = memory.banks * memory.width_bits / 8;
    memory.capacity_bytes =
        line_of_each_bank * draw.number(1, std::max<std::uint64_t>(1, most_bytes / line_of_each_bank));
    memory.ports = static_cast<Ports>(draw.number(0, 2));
    memory.latency_cycles = draw.number(1, 7);
    memory.interleaving = draw.coin() ? Interleaving::low_order : Interleaving::high_order;
    memory.clock_hz = clock_hz(draw);
    return memory;
}

DramDevice random_device(Draw& draw)
{
    using enum DramCommand;
    DramDevice device;
    device.name = "random_device";
    device.clock_hz = clock_hz(draw);
    device.ranks = draw.one_of<std::uint64_t>({1, 2, 4});
    device.bank_groups = draw.one_of<std::uint64_t>({1, 2, 4});
    device.banks_per_group = draw.one_of<std::uint64_t>({1, 2, 4});
    device.rows = 4096;
    device.columns = draw.one_of<std::uint64_t>({16, 32, 64});
    device.channel_width_bits = draw.one_of<std::uint64_t>({32, 64});
    device.burst_length = draw.one_of<std::uint64_t>({4, 8});
    device.mapping = {AddressField::row, AddressField::rank, AddressField::bank_group, AddressField::bank,
                      AddressField::column};
    // Half of the devices have the row as the most significant field, as in most controllers.
    const std::size_t first = draw.coin() ? 0 : 1;
    for (std::size_t i = device.mapping.size() - 1; i > first; --i) {
        std::swap(device.mapping[i], device.mapping[draw.number(first, i)]);
    }
    device.read_latency_cycles = draw.number(2, 17);
    device.write_latency_cycles = draw.number(1, device.read_latency_cycles);
    device.refresh_cycles = draw.number(10, 60);
    // Short, so that many refreshes come due.
    device.refresh_interval_cycles = device.refresh_cycles + draw.number(150, 600);

    const auto delay = [&](std::uint64_t least, std::uint64_t most) {
        return static_cast<std::int64_t>(draw.number(least, most));
    };
    const auto CL = static_cast<std::int64_t>(device.read_latency_cycles);
    const auto CWL = static_cast<std::int64_t>(device.write_latency_cycles);
    const auto burst = static_cast<std::int64_t>(device.burst_cycles());
    const std::int64_t tRAS = delay(10, 40);
    const std::int64_t tRP = delay(3, 17);
    const std::int64_t tRFC = static_cast<std::int64_t>(device.refresh_cycles);
    const std::int64_t tRCD = delay(3, 17);
    device.rules = {
        {RuleScope::bank, activate, read, 1, tRCD},
        {RuleScope::bank, activate, write, 1, tRCD},
        {RuleScope::bank, activate, precharge, 1, tRAS},
        {RuleScope::bank, activate, activate, 1, tRAS + tRP},
        {RuleScope::bank, precharge, activate, 1, tRP},
        {RuleScope::bank, read, precharge, 1, delay(2, 9)},
        {RuleScope::bank, write, precharge, 1, CWL + burst + delay(2, 18)},
        {RuleScope::bank_group, activate, activate, 1, delay(4, 8)},
        {RuleScope::bank_group, read, read, 1, burst + delay(0, 3)},
        {RuleScope::bank_group, write, write, 1, burst + delay(0, 3)},
        {RuleScope::bank_group, write, read, 1, CWL + burst + delay(3, 9)},
        {RuleScope::rank, activate, activate, 1, delay(1, 4)},
        {RuleScope::rank, activate, activate, 4, delay(16, 40)},
        {RuleScope::rank, read, read, 1, burst},
        {RuleScope::rank, write, write, 1, burst},
        {RuleScope::rank, read, write, 1, CL + burst + 1 - CWL},
        {RuleScope::rank, write, read, 1, CWL + burst + delay(1, 3)},
        {RuleScope::rank, activate, refresh, 1, tRAS + tRP},
        {RuleScope::rank, precharge, refresh, 1, tRP},
        {RuleScope::rank, refresh, activate, 1, tRFC},
        {RuleScope::rank, refresh, refresh, 1, tRFC},
        {RuleScope::other_rank, read, read, 1, burst + 1},
        {RuleScope::other_rank, write, write, 1, burst + 1},
        {RuleScope::other_rank, read, write, 1, CL + burst + 1 - CWL},
        {RuleScope::other_rank, write, read, 1, std::max<std::int64_t>(0, CWL + burst + 1 - CL)},
    };
    return device;
}

/// Draws the policies of a channel's controller, and the number of channels.
void draw_controllers(Draw& draw, DramDevice& device)
{
    using enum DramCommand;
    device.channels = draw.one_of<std::uint64_t>({1, 1, 2, 4});
    const auto at = static_cast<std::ptrdiff_t>(draw.number(0, device.mapping.size()));
    device.mapping.insert(device.mapping.begin() + at, AddressField::channel);
    device.page = draw.coin() ? PagePolicy::open : PagePolicy::closed;
    device.postponed_refreshes = draw.one_of<std::uint64_t>({0, 1, 8});
    if (draw.number(0, 7) == 0) device.refresh_interval_cycles = 0;
    if (draw.coin()) {
        for (std::uint64_t& length : device.command_cycles) length = draw.number(1, 4);
    }
    if (draw.coin()) return;
    device.refresh = RefreshGranularity::per_bank;
    device.refresh_interval_cycles *= device.banks_per_rank();  // tREFI is for all banks together
    device.bank_refresh_cycles = draw.number(8, 40);
    const auto tRFCpb = static_cast<std::int64_t>(device.bank_refresh_cycles);
    const auto tRP = static_cast<std::int64_t>(draw.number(3, 17));
    const std::vector<TimingRule> rules{
        {RuleScope::bank, precharge, refresh_bank, 1, tRP},
        {RuleScope::bank, refresh_bank, activate, 1, tRFCpb},
        {RuleScope::rank, refresh_bank, refresh_bank, 1, tRFCpb % 2 == 0 ? tRFCpb : 1 + tRFCpb / 8},  // some overlap
        {RuleScope::rank, refresh_bank, activate, 1, static_cast<std::int64_t>(draw.number(1, 8))},
    };
    device.rules.insert(device.rules.end(), rules.begin(), rules.end());
}

/// A number of rows, a power of two, that divides the lines of a bank. Intervals have small common multiples.
void refresh_rows(Draw& draw, OnChipMemoryConfig& memory)
{
    if (memory.kind != OnChipKind::edram) return;
    const std::uint64_t lines = memory.lines_per_bank();
    const std::uint64_t most = std::min<std::uint64_t>(64, lines & (~lines + 1));
    memory.refresh = EdramRefresh{most, draw.one_of<std::uint64_t>({2, 3, 4, 6, 8, 12, 24})};
}

/// Refreshed several times as often as necessary.
DramDevice random_shipped_device(Draw& draw)
{
    DramDevice device = draw.one_of(variants(shipped_device(draw.one_of(shipped_devices()))));
    device.clock_hz = clock_hz(draw);
    if (draw.coin()) {
        for (std::size_t i = device.mapping.size() - 1; i > 0; --i) {
            std::swap(device.mapping[i], device.mapping[draw.number(0, i)]);
        }
    }
    if (device.refresh_interval_cycles == 0) return device;
    const bool of_banks = device.refresh == RefreshGranularity::per_bank;
    const std::uint64_t turns = of_banks ? device.banks_per_rank() : 1;
    const std::uint64_t busy = of_banks ? device.bank_refresh_cycles : device.refresh_cycles;
    device.refresh_interval_cycles = turns * (4 * busy + draw.number(150, 600));
    return device;
}

ProcessorConfig random_processor(Draw& draw, RandomDram dram)
{
    ProcessorConfig processor;
    processor.name = "random_machine";
    processor.pe_array.lanes = draw.number(1, 20);
    processor.pe_array.clock_hz = clock_hz(draw);
    processor.pe_array.operand_broadcast = draw.coin();
    for (OperationTiming& timing : processor.pe_array.operations) {
        timing.latency_cycles = draw.number(1, 20);
        timing.interval_cycles = draw.number(1, 20);
    }
    processor.controller = {clock_hz(draw), draw.number(1, 16)};
    const bool on_chip_alone = dram == RandomDram::none || dram == RandomDram::edram;
    const std::uint64_t memories = draw.number(on_chip_alone ? 1 : 0, 3);
    const std::uint64_t most_bytes = on_chip_alone ? 32'768 : 4096;
    for (std::uint64_t m = 0; m < memories; ++m) {
        processor.memories.push_back(random_memory(draw, m, most_bytes));
        if (dram == RandomDram::devices || dram == RandomDram::edram) refresh_rows(draw, processor.memories.back());
    }
    const StreamBufferConfig buffers{draw.number(1, 32), draw.number(1, 32)};
    if (dram == RandomDram::flat) {
        const std::uint64_t width_bits = draw.one_of<std::uint64_t>({32, 64});
        const std::uint64_t interval = draw.number(1, 4);
        const FlatDramConfig flat{1U << 20U, width_bits, draw.number(1, 30), interval, clock_hz(draw)};
        processor.dram = DramConfig{flat, buffers, "flat"};
    } else if (dram == RandomDram::rows || dram == RandomDram::controllers) {
        DramDevice device = random_device(draw);
        if (dram == RandomDram::controllers) draw_controllers(draw, device);
        processor.dram = DramConfig{device, buffers, "random_device"};
    } else if (dram == RandomDram::devices) {
        DramDevice device = random_shipped_device(draw);
        processor.dram = DramConfig{device, buffers, device.name};
    }
    return processor;
}

/// Each tensor has its own precision, or most share one. Drawn separately, so that seeds still draw the same machines.
TensorPrecisions random_precisions(std::uint64_t seed)
{
    Draw draw(~seed);
    const auto precision = [&] { return static_cast<Precision>(draw.number(0, precision_count - 1)); };
    TensorPrecisions precisions(precision());
    const std::uint64_t out_of = draw.one_of<std::uint64_t>({1, 4, 100});
    for (std::size_t tensor = 0; tensor < tensor_count; ++tensor) {
        if (draw.number(1, out_of) == 1) precisions.set(static_cast<Tensor>(tensor), precision());
    }
    return precisions;
}

/// Layers without bias, dropout, weight decay, and sometimes nothing to train. Drawn separately, like precisions.
void vary(std::uint64_t seed, RandomRun& run)
{
    Draw draw(~seed * 7);
    for (Layer& layer : run.head.layers) layer.bias = draw.number(1, 3) > 1;
    for (std::size_t l = 0; l + 1 < run.head.layers.size(); ++l) {
        if (draw.number(1, 3) == 1) run.head.layers[l].dropout = 0.3;
    }
    if (draw.number(1, 3) == 1) run.training.weight_decay = 0.01;
    if (draw.number(1, 12) == 1) run.training.first_trainable = "none";
    if (draw.coin()) run.training.rounding.common = Rounding::stochastic;
}

/// True if every tensor has a home and the longest schedule is short enough.
bool can_run(const RandomRun& run, RandomSize size)
{
    for (const Schedule* schedule : schedules_of(run)) {
        const Program program = program_of(run, *schedule);
        if (step_count(program).value_or(most_steps(size) + 1) > most_steps(size)) return false;
        try {
            static_cast<void>(
                place(tensor_words(program), run.training.precision, memory_spaces(run.priced.processor), {}));
        } catch (const PlacementError&) {
            return false;
        }
    }
    return true;
}

/// Drawn separately, like precisions.
RowPadding random_padding(std::uint64_t seed, const Head& head)
{
    Draw draw(~seed * 5);
    if (draw.coin()) return {};
    RowPadding padding{{"weight", draw.number(1, 9)}};
    if (draw.coin()) padding["weight[" + std::to_string(draw.number(1, head.depth())) + "]"] = draw.number(0, 40);
    return padding;
}

/// The run with padded rows, if there is room for them.
RandomRun padded(const RandomRun& run, std::uint64_t seed, RandomSize size)
{
    RandomRun padded = run;
    padded.placement.padding = random_padding(seed, run.head);
    const std::vector<RandomRun> forms{padded, in_fp32(padded), plain(padded), in_fp32(plain(padded))};
    const bool has_room =
        std::all_of(forms.begin(), forms.end(), [&](const RandomRun& form) { return can_run(form, size); });
    return has_room ? padded : run;
}

/// One schedule with chains, which are long and fold well, and one without; a batch and an optimizer.
void draw_training(Draw& draw, TrainingConfig& training)
{
    std::vector<std::string> chained;
    std::vector<std::string> others;
    for (const std::string& name : schedule_names()) (name.starts_with("naive") ? chained : others).push_back(name);
    training.schedules = {draw.one_of(chained), draw.one_of(others)};
    training.batch = draw.coin() ? 1 : draw.number(2, 5);
    training.optimizer = static_cast<Optimizer>(draw.number(0, optimizer_names.size() - 1));
    training.deferred_updates = draw.number(1, 4);
    // The samples left at the end of an epoch are fewer than a step has, and its last pass may be less than a batch.
    training.step_samples = draw.coin() ? 0 : draw.number(1, training.samples_a_step(true));
}

}  // namespace

Program program_of(const RandomRun& run, const Schedule& schedule)
{
    Program program = schedule.program(run.head, run.training.training_for(run.head, schedule.defers_updates),
                                       run.priced.processor.pe_array.lanes);
    pad_rows(program, row_layouts(run.head, run.placement.padding));
    return program;
}

std::vector<const Schedule*> schedules_of(const RandomRun& run)
{
    std::vector<const Schedule*> schedules;
    for (const std::string& name : run.training.schedules) schedules.push_back(find_schedule(name));
    return schedules;
}

RandomRun plain(RandomRun run)
{
    const TrainingConfig defaults;
    run.training.schedules = {"naive", "delta"};
    run.training.batch = defaults.batch;
    run.training.deferred_updates = defaults.deferred_updates;
    run.training.optimizer = defaults.optimizer;
    return run;
}

RandomRun in_fp32(RandomRun run)
{
    run.training.precision = {};
    run.training.master_weights = false;
    return run;
}

RandomRun random_run(std::uint64_t seed, RandomDram dram, RandomSize size)
{
    const TensorPrecisions precision = seed % 3 == 0 ? TensorPrecisions() : random_precisions(seed);
    Draw draw(seed * 3 + static_cast<std::uint64_t>(dram));
    RandomRun run;
    do {
        run = plain(RandomRun{});
        const Loss loss = draw.coin() ? Loss::softmax_cross_entropy : Loss::squared_error;
        run.training.loss = loss;
        run.training.learning_rate = draw.one_of<double>({0.01, 0.1, 1.0});
        run.training.seed = draw.number(1, 1000);
        run.training.precision = precision;
        run.training.master_weights = seed % 2 == 0 && precision.of(Tensor::weight) != Precision::fp32;
        run.head = random_head(draw, loss, size);
        run.training.first_trainable = std::to_string(draw.number(1, run.head.depth()));
        run.priced = {random_processor(draw, dram), every_cost()};
        vary(seed, run);
    } while (!can_run(run, size) || !can_run(in_fp32(run), size));
    // If the memories are full, a few draws find a padding that fits, or none does.
    const RandomRun plain_run = run;
    for (int attempt = 0; attempt < 20; ++attempt) {
        draw_training(draw, run.training);
        if (can_run(run, size) && can_run(in_fp32(run), size)) return padded(run, seed, size);
    }
    return padded(plain_run, seed, size);
}

RandomRun resting(RandomRun run, std::uint64_t seed)
{
    auto& dram = run.priced.processor.dram;
    if (!dram || !std::holds_alternative<DramDevice>(dram->model)) return run;
    auto& device = std::get<DramDevice>(dram->model);
    device = resting(device, seed % 2 == 0 ? IdleState::power_down : IdleState::self_refresh, seed);
    if (seed % 3 == 0) device.idle.after_cycles %= 30;
    return run;
}

CostTable every_cost()
{
    const auto cost = [](double value) { return Cost{value, "of the tests", false}; };
    CostTable costs;
    costs.name = "every_cost";
    double next = 1.5;
    for (OperationCosts& of_precision : costs.operation_pj) {
        for (auto& operation : of_precision) operation = cost(next += 0.75);
    }
    costs.register_file_pj = cost(0.3125);
    costs.sram = {{1U << 20U, 64, cost(10.25), cost(11.5), cost(0.5), {}, {}, OnChipKind::sram},
                  {1U << 20U, 64, cost(9.5), cost(12.25), cost(0.75), cost(8.125), {}, OnChipKind::edram}};
    costs.dram = PerAccessDram{cost(20.5), cost(21.75), cost(40.0)};
    costs.interconnect_pj_per_bit = cost(0.125);
    costs.pe_static_mw = cost(0.0625);
    costs.cores = CoreCosts{cost(2.5), {}, cost(1.5), cost(0.25)};
    costs.cores->by_kind_pj[static_cast<std::size_t>(CoreWork::unpack)] = cost(0.75);
    return costs;
}

}  // namespace deltasim::test
