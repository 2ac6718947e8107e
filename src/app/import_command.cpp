// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/kept_file.hpp"
#include "app/results_output.hpp"
#include "core/diagnostic.hpp"
#include "exchange/arrays/array_file.hpp"
#include "exchange/imported_head.hpp"
#include "os/messages.hpp"
#include "os/output_folder.hpp"

// deltasim import: makes a head and its weights from a trained network.

namespace deltasim::app
{

namespace
{

struct ImportCommandOptions {
    std::string model;
    std::string from;
    std::string output;
    std::string name;
    std::string out = ".";
};

void import_model(const ImportCommandOptions& options)
{
    const std::filesystem::path file = options.model;
    const std::string name = options.name.empty() ? file.stem().string() : options.name;
    if (name.empty() || name.find('/') != std::string::npos) {
        throw InputError(fmt::format("--name {}: expected a name that a file can have", name));
    }
    exchange::ImportOptions import{name, {}, {}, name + ".safetensors"};
    if (!options.from.empty()) import.from = options.from;
    if (!options.output.empty()) import.output = options.output;
    const exchange::ImportedHead imported = exchange::import_onnx(file, import);
    const std::filesystem::path folder = options.out;
    // The weights are written first: a head without them is of no use.
    const std::vector<NewFile> files{{folder / import.weights_file, exchange::safetensors_text(imported.arrays)},
                                     {folder / (name + ".yaml"), imported.yaml}};
    refuse_replacing(files);
    os::prepare_folder(folder);
    for (const NewFile& made : files) {
        if (!is_there(made)) os::write_file(made.path, made.text);
    }
    for (const std::string& note : imported.notes) os::say("deltasim: " + note);
    print_results(fmt::format("{}\n{}\n", files[1].path.string(), files[0].path.string()));
}

}  // namespace

void add_import_command(Command& app)
{
    auto options = std::make_shared<ImportCommandOptions>();
    Command command = app.add_subcommand("import", "make a head and its weights from a trained network");
    command.add_option("model", options->model, "the network, a file of ONNX").required().type_name("MODEL.onnx");
    command
        .add_option("--from", options->from,
                    "the node at which the head begins; default: all layers at the end are taken")
        .type_name("NODE")
        .check(given("a node"));
    command.add_option("--output", options->output, "the output of the network to take, if it has several")
        .type_name("NAME")
        .check(given("an output"));
    command.add_option("--name", options->name, "the name of the head; default: the name of the file")
        .type_name("NAME")
        .check(given("a name"));
    command.add_option("--out", options->out, "the folder for NAME.yaml and NAME.safetensors")
        .type_name("DIR")
        .check(given("a folder"));
    command.callback([options] { import_model(*options); });
}

}  // namespace deltasim::app
