// SPDX-License-Identifier: MIT
#include "search/search.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"
#include "search/search_tables.hpp"

// Compares a search with simulations of everything that it chooses from.

namespace deltasim::test::search_test
{

namespace
{

constexpr std::uint64_t candidates = 3;

/// A head of 3-2 on two rows of two lanes, with a buffer that does not hold all tensors.
ExperimentConfig small_experiment(const std::string& mapping = "auto")
{
    return tiny_experiment({{"model.features", "3", {}},
                            {"model.layers", "[{outputs: 2, activation: softmax}]", {}},
                            {"processor.pe_array.lanes", "4", {}},
                            {"processor.pe_array.rows", "2", {}},
                            {"processor.pe_array.columns", "2", {}},
                            {"processor.pe_array.accumulators", "2", {}},
                            {"training.batch", "2", {}},
                            {"mapping", mapping, {}},
                            {"placement", "{weight: dram, activation: dram}", {}}});
}

RunRequest request_for(const ExperimentConfig& experiment, const std::string& schedule)
{
    return {.head = experiment.models.front(),
            .priced = experiment.processors.front(),
            .training = experiment.training,
            .placement = experiment.placement,
            .schedule = *find_schedule(schedule)};
}

class TemporaryStore
{
public:
    explicit TemporaryStore(const std::string& name)
        : file_(std::filesystem::temp_directory_path() / ("deltasim_search_" + name + ".db"))
    {
        clear();
        store_.emplace(file_, DatabaseAccess::create);
    }
    ~TemporaryStore()
    {
        store_.reset();
        clear();
    }
    TemporaryStore(const TemporaryStore&) = delete;
    TemporaryStore& operator=(const TemporaryStore&) = delete;

    ResultsStore& operator*() { return *store_; }

private:
    void clear() const
    {
        for (const char* const end : {"", "-wal", "-shm", ".claims"}) {
            std::filesystem::remove(file_.string() + end);
        }
    }

    std::filesystem::path file_;
    std::optional<ResultsStore> store_;
};

/// All choices of a space.
std::vector<search::Choice> all_choices(const search::StepSpace& space)
{
    std::vector<search::Choice> choices{{}};
    for (const search::Part& part : space.parts()) {
        std::vector<search::Choice> longer;
        for (const search::Choice& choice : choices) {
            for (std::size_t c = 0; c < part.candidates.size(); ++c) {
                longer.push_back(choice);
                longer.back().push_back(c);
            }
        }
        choices = std::move(longer);
    }
    return choices;
}

search::SearchOptions options_for(Objective objective, std::uint64_t jobs)
{
    return {.objective = objective,
            .most_simulations = std::numeric_limits<std::uint64_t>::max(),
            .most_candidates = candidates,
            .jobs = jobs,
            .version = "test"};
}

void check_against_all(const RunRequest& request, Objective objective, ResultsStore& store)
{
    const search::ScheduleResult found =
        search::search_schedule(request, store, options_for(objective, 2), [](const search::SearchProgress&) {});
    search::StepSpace space(request, objective);
    space.bound({.most_candidates = candidates}, [](std::uint64_t, std::uint64_t) {});
    const std::vector<search::Choice> choices = all_choices(space);
    REQUIRE(static_cast<double>(choices.size()) == space.choices());
    std::vector<MappingConfig> mappings;
    for (const search::Choice& choice : choices) mappings.push_back(space.mapping(choice));
    search::StepSimulations simulations(request, store, 2, "test", [](std::size_t) {});
    const auto outcomes = simulations.outcomes(mappings);
    double least = std::numeric_limits<double>::infinity();
    std::map<std::string, std::pair<double, double>> by_identity;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const std::optional<search::StepFigures>& figures = outcomes[i].figures;
        const auto planned = simulations.planned(mappings[i]);
        CHECK(planned.has_value() == figures.has_value());
        if (!figures) continue;
        const std::pair same{figures->energy_pj, figures->seconds};
        const auto known = by_identity.try_emplace(space.identity(choices[i], planned->placement), same).first;
        CHECK(known->second == same);
        const search::Bound bound = space.bound(choices[i]);
        CHECK(bound.seconds <= figures->seconds * (1.0 + 1e-9));
        CHECK(bound.energy <= figures->energy_pj * (1.0 + 1e-9));
        const double value = value_of(objective, figures->energy_pj, figures->seconds);
        CHECK(space.least(space.weight(choices[i])) <= value * (1.0 + 1e-9));
        least = std::min(least, value);
    }
    CHECK(found.exhausted);
    CHECK(value_of(objective, found.best.energy_pj, found.best.seconds) == least);
    CHECK(found.lower_bound == least);
    CHECK(found.times_better >= 1.0);
}

}  // namespace

TEST_CASE("a search that ends by itself has found what all simulations together say, for every schedule")
{
    const ExperimentConfig experiment = small_experiment();
    TemporaryStore store("all");
    for (const std::string& schedule : schedule_names()) {
        for (const Objective objective : {Objective::energy, Objective::time, Objective::edp}) {
            INFO(schedule << " by " << name_of(objective));
            check_against_all(request_for(experiment, schedule), objective, *store);
        }
    }
}

TEST_CASE("a search says the same whatever the number of processes and what the store has")
{
    const ExperimentConfig experiment = small_experiment();
    const RunRequest request = request_for(experiment, "delta");
    std::vector<std::string> texts;
    for (const std::uint64_t jobs : {1U, 3U}) {
        TemporaryStore store("jobs");
        for (const std::uint64_t budget : {11U, 40U, 40U}) {
            search::SearchOptions options = options_for(Objective::energy, jobs);
            options.most_simulations = budget;
            options.most_candidates = 0;
            const search::ScheduleResult found =
                search::search_schedule(request, *store, options, [](const search::SearchProgress&) {});
            CHECK(found.lower_bound <= found.best.energy_pj);
            CHECK(found.simulated <= budget);
            texts.push_back(search::search_json({"", "", "", "", 1, "", "", {found}}).dump());
        }
    }
    CHECK(texts[0] == texts[3]);
    CHECK(texts[1] == texts[4]);
    CHECK(texts[1] == texts[2]);
}

TEST_CASE("a time budget cuts the bounding of the space, and what is proved then holds for all of it")
{
    const ExperimentConfig experiment = small_experiment();
    TemporaryStore store("time");
    for (const Objective objective : {Objective::energy, Objective::time, Objective::edp}) {
        INFO(name_of(objective));
        const RunRequest request = request_for(experiment, "delta");
        search::SearchOptions options = options_for(objective, 2);
        options.most_candidates = 0;
        const search::ScheduleResult whole = [&] {
            search::SearchOptions limited = options;
            limited.most_simulations = 30;
            return search::search_schedule(request, *store, limited, [](const search::SearchProgress&) {});
        }();
        options.time = std::chrono::nanoseconds(1);
        const search::ScheduleResult cut =
            search::search_schedule(request, *store, options, [](const search::SearchProgress&) {});
        CHECK(whole.enumerated == whole.points);
        CHECK(cut.points == whole.points);
        CHECK(cut.enumerated < cut.points);
        CHECK(cut.simulated == 1);
        CHECK(cut.best.energy_pj == cut.automatic.energy_pj);
        CHECK_FALSE(cut.exhausted);
        CHECK(cut.lower_bound > 0.0);
        CHECK(cut.lower_bound <= value_of(objective, whole.best.energy_pj, whole.best.seconds));
    }
}

TEST_CASE("a mapping that was found runs to the same figures from its file")
{
    const ExperimentConfig experiment = small_experiment();
    TemporaryStore store("file");
    search::SearchOptions options = options_for(Objective::time, 2);
    options.most_simulations = 20;
    const auto schedule = GENERATE(as<std::string>{}, "delta", "delta_lookahead");
    const search::ScheduleResult found = search::search_schedule(request_for(experiment, schedule), *store, options,
                                                                 [](const search::SearchProgress&) {});
    const std::filesystem::path file = std::filesystem::temp_directory_path() / "deltasim_search_best.yaml";
    std::FILE* const out = std::fopen(file.c_str(), "w");
    REQUIRE(out != nullptr);
    std::fputs(search::mapping_file("best", "of a test", found.best.mapping).c_str(), out);
    std::fclose(out);
    const ExperimentConfig again = small_experiment(file.string());
    std::filesystem::remove(file);
    const RunRequest request = request_for(again, schedule);
    search::StepSimulations simulations(request, *store, 1, "test", [](std::size_t) {});
    const auto figures = simulations.outcomes({again.placement.mapping}).front().figures;
    REQUIRE(figures);
    CHECK(figures->energy_pj == found.best.energy_pj);
    CHECK(figures->seconds == found.best.seconds);
}

}  // namespace deltasim::test::search_test
