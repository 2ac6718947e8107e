// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/querying.hpp"
#include "experiment/store/results_store.hpp"
#include "os/messages.hpp"

// deltasim merge: copies the stores of shards into one.

namespace deltasim::app
{

namespace
{

struct MergeOptions {
    std::string store;
    std::vector<std::string> parts;
};

void merge(const MergeOptions& options)
{
    // A part that cannot be read is reported before anything is copied.
    for (const std::string& part : options.parts)
        static_cast<void>(experiment::ResultsStore(part, experiment::DatabaseAccess::read));
    experiment::ResultsStore store(options.store, experiment::DatabaseAccess::create);
    store.merge({options.parts.begin(), options.parts.end()});
    const auto [done, refused, failed] = store.tally();
    std::string held =
        fmt::format("deltasim: {} holds {} points done, {} refused, {} failed", options.store, done, refused, failed);
    if (!store.damage().empty()) held += fmt::format("; {} damaged points are not taken", store.damage().size());
    os::say(held);
    refuse_damage(store.damage());
}

}  // namespace

void add_merge_command(Command& app)
{
    auto options = std::make_shared<MergeOptions>();
    Command command = app.add_subcommand("merge", "copy the results of other stores into one");
    command.add_option("store", options->store, "the results store; it is created if it does not exist")
        .required()
        .check(given("a file"));
    command.add_option("parts", options->parts, "the stores to take over").required().check(given("a file"));
    command.callback([options] { merge(*options); });
}

}  // namespace deltasim::app
