// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "app/commands.hpp"
#include "app/kept_file.hpp"
#include "app/options.hpp"
#include "app/results_output.hpp"
#include "config/document/text_file.hpp"
#include "os/messages.hpp"
#include "os/output_folder.hpp"

// deltasim new: writes a commented file to start from.

namespace deltasim::app
{

namespace
{

constexpr std::array<std::string_view, 6> new_kinds{"model", "processor", "dram", "costs", "experiment", "sweep"};

struct NewOptions {
    std::string kind;
    std::string file;
};

/// A file below `configs` in the first root that has it.
std::filesystem::path shipped_file(const std::filesystem::path& below_configs)
{
    for (const std::filesystem::path& root : search_path().roots) {
        std::error_code ignored;  // a file that cannot be examined counts as absent
        const std::filesystem::path file = root / "configs" / below_configs;
        if (std::filesystem::exists(file, ignored)) return std::filesystem::absolute(file).lexically_normal();
    }
    throw InputError(fmt::format("deltasim: error: configs/{} is not found, neither here nor in the installation",
                                 below_configs.string()));
}

/// The template without its first lines, which belong to this program, and with the path of the schema here.
std::string new_text(const std::string& kind)
{
    const std::filesystem::path file = shipped_file(fmt::format("templates/{}.yaml", kind));
    config::Diagnostics diagnostics(file.string());
    std::string text = config::read_text_file(file, diagnostics).value_or("");
    diagnostics.throw_if_any();
    for (const std::string_view own : {"# yaml-language-server:", "# SPDX-License-Identifier:"}) {
        if (text.starts_with(own)) text.erase(0, text.find('\n') + 1);
    }
    return fmt::format("# yaml-language-server: $schema={}\n{}",
                       shipped_file(fmt::format("schemas/{}.schema.json", kind)).string(), text);
}

void make_new(const NewOptions& options)
{
    const std::string text = new_text(options.kind);
    if (options.file.empty()) {
        print_results(text);
        return;
    }
    refuse_replacing({{options.file, text}});
    os::write_file(options.file, text);
    os::say(fmt::format("deltasim: {}: edit this file; then deltasim check {} says what is wrong", options.file,
                        options.file));
}

}  // namespace

void add_new_command(Command& app)
{
    auto options = std::make_shared<NewOptions>();
    Command command = app.add_subcommand("new", "a commented file to start from");
    command.add_option("kind", options->kind, "model, processor, dram, costs, experiment or sweep")
        .required()
        .one_of(new_kinds);
    command.add_option("file", options->file, "where to write it; default: stdout");
    command.callback([options] { make_new(*options); });
}

}  // namespace deltasim::app
