// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "app/commands.hpp"
#include "app/json_schema.hpp"
#include "app/key_document.hpp"
#include "app/options.hpp"
#include "app/results_output.hpp"
#include "config/describe.hpp"

// deltasim keys: prints every key of every kind of file.

namespace deltasim::app
{

namespace
{

struct Kind {
    std::string_view word;
    config::FileKind kind;
    std::string_view heading;
};

constexpr std::array<Kind, 8> kinds{{{"experiment", config::FileKind::experiment, "Experiment"},
                                     {"sweep", config::FileKind::sweep, "Sweep"},
                                     {"model", config::FileKind::model, "Model"},
                                     {"processor", config::FileKind::processor, "Processor"},
                                     {"dram", config::FileKind::dram_device, "DRAM device"},
                                     {"costs", config::FileKind::cost_table, "Cost table"},
                                     {"mapping", config::FileKind::mapping, "Mapping"},
                                     {"targets", config::FileKind::targets, "Targets"}}};

struct KeysOptions {
    std::string kind;
    bool schema = false;
};

void show_keys(const KeysOptions& options)
{
    const bool all = options.kind.empty();
    if (options.schema && all) throw InputError("deltasim: error: --schema: name the kind of file, too");
    for (const Kind& kind : kinds) {
        if (!all && kind.word != options.kind) continue;
        const config::Description description = config::describe(kind.kind, known_names());
        if (options.schema) {
            print_results(json_schema(description, fmt::format("deltasim: {}", kind.heading)));
        } else {
            print_results(fmt::format(
                "{}{}", all ? fmt::format("{}## {}\n\n", &kind == kinds.data() ? "" : "\n", kind.heading) : "",
                key_table(description)));
        }
    }
}

}  // namespace

void add_keys_command(Command& app)
{
    auto options = std::make_shared<KeysOptions>();
    Command command = app.add_subcommand("keys", "every key of every kind of file, in Markdown");
    std::vector<std::string> words;
    for (const Kind& kind : kinds) words.emplace_back(kind.word);
    command
        .add_option(
            "kind", options->kind,
            "only the keys of this kind of file: experiment, sweep, model, processor, dram, costs, mapping or targets")
        .one_of(words);
    command.add_flag("--schema", options->schema, "JSON Schema, for editors");
    command.callback([options] { show_keys(*options); });
}

}  // namespace deltasim::app
