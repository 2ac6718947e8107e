// SPDX-License-Identifier: MIT
#include "experiment/run/run.hpp"
#include "energy/chip_area.hpp"
#include "experiment/run/expected_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/checked.hpp"
#include "experiment/run/first_values.hpp"
#include "experiment/run/last_batch.hpp"
#include "experiment/run/mapping_json.hpp"
#include "experiment/run/phase_work.hpp"
#include "experiment/run/required_costs.hpp"
#include "experiment/run/self_check.hpp"
#include "experiment/run/zeros.hpp"
#include "mapping/map_program.hpp"
#include "model/reference_step.hpp"
#include "model/stored_values.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/row_padding.hpp"
#include "schedule/step_precision.hpp"
#include "sim/memory_spaces.hpp"

namespace deltasim::experiment
{

namespace
{

std::string duration_text(double seconds)
{
    constexpr double minute = 60.0;
    constexpr double hour = 60.0 * minute;
    constexpr double day = 24.0 * hour;
    constexpr double year = 365.0 * day;
    if (seconds < 2.0 * minute) return fmt::format("{:.0f} seconds", seconds);
    if (seconds < 2.0 * hour) return fmt::format("{:.0f} minutes", seconds / minute);
    if (seconds < 2.0 * day) return fmt::format("{:.0f} hours", seconds / hour);
    if (seconds < 2.0 * year) return fmt::format("{:.0f} days", seconds / day);
    return fmt::format("{:.3g} years", seconds / year);
}

void refuse_long_run(const RunRequest& request, std::optional<std::uint64_t> steps)
{
    if (request.engine == Engine::fold || (steps && *steps <= request.most_steps)) return;
    // A run with values needs an engine that simulates every step.
    const std::string faster = !request.values                     ? "--engine fold, "
                               : request.engine == Engine::systemc ? "--engine step, "
                                                                   : "";
    const std::string advice = fmt::format("; take {}a smaller head or a later first_trainable", faster);
    if (!steps) throw TooManySteps("takes more than 1.8e19 steps, which cannot even be counted" + advice);
    const double rate = expected_steps_per_second(request.engine);
    const std::string exact = fmt::format("{} steps", *steps);
    constexpr std::uint64_t easily_read = 1'000'000;
    const std::string shown =
        *steps < easily_read ? exact : fmt::format("{:.4g} steps ({})", static_cast<double>(*steps), exact);
    throw TooManySteps(fmt::format("takes {}, about {} at {:g} million a second; the limit is {:.4g}{}, or raise "
                                   "--max-steps",
                                   shown, duration_text(static_cast<double>(*steps) / rate), rate / 1e6,
                                   static_cast<double>(request.most_steps), advice));
}

/// The precision whose operations a figure of a cost table prices, or whose lanes it measures; nothing if it has none.
std::optional<Precision> precision_of_figure(std::string_view key)
{
    if (!key.starts_with("operations_pj.") && !key.starts_with("lane_um2.")) return std::nullopt;
    key.remove_prefix(key.find('.') + 1);
    for (std::size_t p = 0; p < precision_count; ++p) {
        if (key == precision_names[p] || key.starts_with(fmt::format("{}.", precision_names[p])))
            return static_cast<Precision>(p);
    }
    return Precision::fp32;
}

/// The rows of every array that has a word for each weight.
std::map<TensorId, model::RowsOfArray> rows_of_weights(const model::Head& head, const model::RowLayouts& layouts)
{
    std::map<TensorId, model::RowsOfArray> rows;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        const std::uint64_t outputs = head.layer(l).outputs;
        for (const TensorId tensor : {TensorId{Tensor::weight, l}, TensorId{Tensor::master_weight, l},
                                      TensorId{Tensor::gradient, l, TensorArray::of_weights},
                                      TensorId{Tensor::optimizer_state, l, TensorArray::of_weights},
                                      TensorId{Tensor::optimizer_state, l, TensorArray::second_of_weights}}) {
            const auto layout = layouts.find(tensor);
            rows[tensor] = {outputs, layout == layouts.end() ? head.layer(l).inputs : layout->second.pitch_words, 1};
        }
    }
    return rows;
}

/// Writes the schedule's program into the plan. Nests with a mapping are written for the array's rows and columns.
void write_program(const RunRequest& request, RunPlan& plan)
{
    const machine::ProcessorConfig& processor = request.priced.processor;
    const auto written_for = [&](std::uint64_t lanes) {
        schedule::Program program = request.schedule.program(request.head, plan.training, lanes);
        schedule::pad_rows(program, plan.row_layouts);
        return program;
    };
    plan.row_layouts = model::row_layouts(request.head, request.placement.padding);
    plan.program = written_for(processor.pe_array.lanes);
    const model::MappingConfig mapping = mapping_of(request);
    if (mapping == model::MappingConfig{.otherwise = model::MappingRule::streaming}) return;
    const schedule::Program unmapped = written_for(schedule::unmapped);
    const std::vector<model::MemorySpace> spaces = sim::memory_spaces(processor);
    mapping::MappedProgram mapped = mapping::map_program({.streaming = plan.program,
                                                          .unmapped = unmapped,
                                                          .mapping = mapping,
                                                          .array = processor.pe_array,
                                                          .spaces = spaces,
                                                          .precisions = plan.training.precision,
                                                          .homes = request.placement.homes,
                                                          .burst_bytes = processor.dma.burst_bytes,
                                                          .rows = rows_of_weights(request.head, plan.row_layouts)});
    plan.program = std::move(mapped.program);
    plan.placement = std::move(mapped.placement);
    plan.mapping = std::move(mapped.nests);
    plan.sum_orders = std::move(mapped.sum_orders);
    plan.tile_bytes = std::move(mapped.tile_bytes);
    plan.mapped_loops = std::move(mapped.loops);
    plan.drawing = std::move(mapped.drawing);
}

}  // namespace

RunRequest with_placement(const RunRequest& request, const config::PlacementConfig& placement)
{
    return {.head = request.head,
            .priced = request.priced,
            .training = request.training,
            .placement = placement,
            .schedule = request.schedule,
            .engine = request.engine,
            .most_steps = request.most_steps,
            .experiment_file = request.experiment_file,
            .zeros = request.zeros};
}

RunPlan plan_run(const RunRequest& request)
{
    require_skippable(request);
    require_searched(request.placement.mapping, request.experiment_file);
    RunPlan plan;
    plan.training = request.step != nullptr
                        ? *request.step
                        : request.training.training_for(request.head, request.schedule.defers_updates);
    plan.expected_operands = request.schedule.operand_accesses(request.head, plan.training);
    write_program(request, plan);
    const std::optional<std::uint64_t> steps = schedule::step_count(plan.program);
    refuse_long_run(request, steps);
    if (!steps) throw OverflowError("the number of steps does not fit 64 bits");
    plan.steps = *steps;
    plan.work = expected_work(plan.program, request.priced.processor, request.engine);
    if (request.values) {
        // The program says how numbers become words, and this depends on scales, which are chosen from the values.
        plan.initial_values = first_values(request.head, plan.training);
        plan.training.carries_nothing = true;
        model::choose_scales(request.head, request.priced.processor.pe_array.lanes, plan.initial_values, plan.training);
        model::store_values(request.head, plan.training, plan.initial_values);
        write_program(request, plan);
    }
    if (plan.mapping.empty()) {
        plan.placement = model::place(schedule::tensor_words(plan.program), plan.training.precision,
                                      sim::memory_spaces(request.priced.processor), request.placement.homes);
    }
    require_costs(request, plan);
    plan.zeros = zeros_of(request);
    return plan;
}

model::SumOrders sum_orders(const RunPlan& plan, const machine::PeArrayConfig& array)
{
    return [&own = plan.sum_orders, lanes = array.lanes](std::uint32_t layer, std::uint64_t sample) {
        const auto of_layer = own.find(layer);
        if (of_layer == own.end()) return model::SumOrder{lanes};
        for (const auto& [samples, order] : of_layer->second) {
            if (sample >= samples.first && sample - samples.first < samples.count) return order;
        }
        return model::SumOrder{lanes};
    };
}

namespace
{

std::vector<TensorHome> homes_of(const RunPlan& plan)
{
    const model::TensorWords words = schedule::tensor_words(plan.program);
    std::vector<TensorHome> homes;
    for (const auto& [tensor, home] : plan.placement) {
        const auto layout = plan.row_layouts.find(tensor.all_rows());
        const std::uint64_t pad_words = layout == plan.row_layouts.end() ? 0 : layout->second.pad_words();
        homes.push_back({tensor, home.memory,
                         checked_multiply(words.at(tensor), bytes_of(plan.training.precision.of(tensor.tensor))),
                         pad_words});
    }
    return homes;
}

}  // namespace

RunReport execute_run(const RunRequest& request, const RunPlan& plan,
                      const std::function<void(std::uint64_t)>& progress,
                      std::shared_ptr<const sim::SimulationResult> last_batch)
{
    const machine::ProcessorConfig& processor = request.priced.processor;
    const model::TensorValues& initial = plan.initial_values;
    sim::FoldSettings folding = request.folding;
    folding.enabled = request.engine == Engine::fold;
    const sim::SimulationTask task{processor,
                                   plan.program,
                                   plan.placement,
                                   plan.training.precision,
                                   request.values ? &initial : nullptr,
                                   folding,
                                   request.dram_requests,
                                   request.observer,
                                   request.dram_commands,
                                   progress,
                                   plan.row_layouts,
                                   plan.training.scales,
                                   plan.zeros.get()};
    sim::SimulationResult simulation =
        request.engine == Engine::systemc ? systemc::simulate(task, request.clocked) : sim::simulate(task);
    simulation.last_batch = std::move(last_batch);
    RunReport report = report_run(request, plan, std::move(simulation));
    if (request.values) {
        model::TensorValues& values = *report.simulation.values;
        if (request.schedule.close != nullptr) request.schedule.close(request.head, plan.training, values);
        model::TensorValues reference = initial;
        model::reference_training_step(request.head, plan.training, sum_orders(plan, processor.pe_array), reference);
        check_parameters(values, reference, plan.zeros != nullptr);
    }
    report.initial_values = initial;
    return report;
}

namespace
{

/// The sum over an epoch. All its steps are alike, except a last step with a smaller batch.
std::optional<EpochSum> epoch_of(const RunRequest& request, const RunReport& report)
{
    const std::uint64_t samples = request.training.samples;
    if (samples == 0) return std::nullopt;
    const std::uint64_t full_steps = samples / report.batch;
    EpochSum epoch{samples, full_steps, last_batch_size(request),
                   static_cast<double>(full_steps) * report.energy.total().value(),
                   static_cast<double>(full_steps) * report.simulation.counts.time.value()};
    const std::optional<LastBatch> last = request.values ? std::nullopt : last_batch(request);
    if (!last) return epoch.last_batch == 0 ? std::optional(epoch) : std::nullopt;
    if (!report.simulation.last_batch) throw std::logic_error("the last batch of an epoch has not been simulated");
    const RunReport end = report_run(last->request, last->plan, *report.simulation.last_batch);
    epoch.steps += 1;
    epoch.energy_pj += end.energy.total().value();
    epoch.seconds += end.simulation.counts.time.value();
    return epoch;
}

/// Adds a note: integers can hold optimizer states only with scales, whose words and operations are not counted.
void note_integer_states(const RunRequest& request, RunReport& report)
{
    const Precision states = request.training.precision.of(Tensor::optimizer_state);
    const bool is_integer = states == Precision::int16 || states == Precision::int8;
    if (request.training.optimizer == model::Optimizer::sgd || !is_integer) return;
    report.energy.notes.push_back(fmt::format(
        "optimizer_state in {0}: states of {1} span many orders of magnitude, which {0} holds only with scales "
        "by block; their words and operations are not counted",
        precision_names[states], name_of(request.training.optimizer)));
}

/// Adds a note that says how many samples a step has. Whoever reads the energy of a step must know this.
void note_passes(const RunRequest& request, const RunPlan& plan, RunReport& report)
{
    const std::uint64_t passes =
        request.schedule.defers_updates ? divide_up(plan.training.batch, plan.training.pass) : 1;
    if (passes == 1) return;
    report.energy.notes.push_back(
        fmt::format("{}: a step is {} samples in {} passes, with one update; savings compare equal numbers of samples",
                    request.schedule.name, plan.training.batch, passes));
}

}  // namespace

RunReport report_run(const RunRequest& request, const RunPlan& plan, sim::SimulationResult simulation)
{
    const machine::ProcessorConfig& processor = request.priced.processor;
    RunReport report;
    report.simulation = std::move(simulation);
    report.model = request.head.name;
    report.processor = processor.name;
    report.costs = request.priced.costs.name;
    report.schedule = request.schedule.name;
    report.engine = request.engine;
    report.precision = request.training.precision.text();
    report.master_weights = request.training.master_weights;
    report.batch = plan.training.batch;
    report.optimizer = request.training.optimizer;
    report.classes = request.head.classes();
    check_machine(report.simulation.counts, processor);
    report.energy = energy::price(report.simulation.counts, processor, request.priced.costs);
    note_integer_states(request, report);
    note_passes(request, plan, report);
    report.work = phase_work(plan, processor, report.simulation.counts.skips);
    report.phase_energy =
        energy::energy_by_phase(report.simulation.counts, report.work, processor, request.priced.costs, report.energy);
    report.operand_energy = energy::operand_energy(report.work, processor, request.priced.costs);
    report.mapping = mapping_json(plan.program, plan.mapped_loops, plan.mapping);
    report.searched = request.searched;
    report.peaks = machine::peaks_of(processor);
    report.peaks.area_mm2 = energy::chip_area_mm2(report.simulation.counts.operations, processor, request.priced.costs);
    report.drawing = plan.drawing;
    report.homes = homes_of(plan);
    for (const model::MemorySpace& space : sim::memory_spaces(processor))
        report.capacity_bytes.push_back(space.capacity_bytes);
    const model::ExplicitHomes& homes = request.placement.homes;
    report.bounds = schedule::bounds(request.head, plan.training, processor, homes, plan.zeros.get());
    // The program does not say what a machine that skips zeros leaves out of a nest.
    report.own_bounds =
        plan.zeros ? report.bounds : schedule::own_bounds(request.head, plan.training, plan.program, processor, homes);
    report.assumed = assumed_figures(request);
    report.epoch = epoch_of(request, report);
    check_run(report, plan);
    return report;
}

std::vector<std::string> assumed_figures(const RunRequest& request)
{
    const config::TrainingConfig& training = request.training;
    std::vector<std::string> keys;
    for (const auto& [key, reason] : request.head.assumed) keys.push_back("model." + key);
    const std::vector<std::string> others = assumed_figures(request.priced, [&](Precision precision) {
        return (training.master_weights && precision == Precision::fp32) ||
               training.precision.may_compute_in(precision);
    });
    keys.insert(keys.end(), others.begin(), others.end());
    return keys;
}

std::vector<std::string> assumed_figures(const config::PricedProcessor& priced,
                                         const std::function<bool(Precision)>& computes_in)
{
    // Currents are figures of the run only if its energy is computed from them.
    const bool has_currents = std::holds_alternative<machine::DatasheetDram>(priced.costs.dram);
    std::vector<std::string> keys;
    for (const auto& [key, reason] : priced.processor.assumed) {
        if (has_currents || !key.starts_with("dram.device.currents_ma")) keys.push_back("processor." + key);
    }
    for (const auto& [key, reason] : priced.costs.assumed) {
        if (key.starts_with("cores.") && !priced.processor.pe_array.instructions) continue;
        const std::optional<Precision> precision = precision_of_figure(key);
        if (!precision || computes_in(*precision)) keys.push_back("costs." + key);
    }
    return keys;
}

}  // namespace deltasim::experiment
