// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "places.hpp"
#include "rooms.hpp"

// An empty folder as the current directory, with files, and what the loader says about them. Small correct inputs,
// which tests break.

namespace deltasim::test
{

inline const KnownNames known_names{{"naive", "delta"}};

inline constexpr const char* tiny_experiment = R"(model: tiny
processor: small
)";

inline constexpr const char* tiny_model = R"(description: two layers
features: 5
layers:
  - {outputs: 4, activation: relu}
  - {outputs: 3, activation: softmax}
)";

inline constexpr const char* small_processor = R"(description: one memory
pe_array:
  lanes: 4
  clock_mhz: 200
  operand_broadcast: true
  operations:
    mac: {latency_cycles: 4, interval_cycles: 1}
    add: {latency_cycles: 3, interval_cycles: 1}
    multiply: {latency_cycles: 3, interval_cycles: 1}
    divide: {latency_cycles: 14, interval_cycles: 14}
    exponential: {latency_cycles: 20, interval_cycles: 20}
    compare: {latency_cycles: 1, interval_cycles: 1}
controller: {clock_mhz: 200, lookahead_steps: 16}
memories:
  buffer:
    kind: sram
    capacity_kib: 64
    banks: 4
    ports: 1rw
    width_bits: 64
    latency_cycles: 1
    interleaving: low_order
    clock_mhz: 200
costs: cheap
)";

inline constexpr const char* cheap_costs = R"(description: a few figures
operations_pj:
  mac: {value: 4.6, source: a table}
sram:
  - capacity_kib: 64
    width_bits: 64
    read_pj: {value: 10, source: a table}
    write_pj: {assumed: 10, reason: as a read}
)";

/// `text` with the first occurrence of `from` replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to)
{
    const std::size_t at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("no \"" + from + "\" to replace");
    return text.replace(at, from.size(), to);
}

class Workspace
{
public:
    Workspace() : before_(std::filesystem::current_path())
    {
        std::string folder = (std::filesystem::temp_directory_path() / "deltasim-config-XXXXXX").string();
        if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("cannot make " + folder);
        folder_ = folder;
        std::filesystem::current_path(folder_);
        write("exp.yaml", tiny_experiment);
        write("models/tiny.yaml", tiny_model);
        write("configs/processors/small.yaml", small_processor);
        write("configs/costs/cheap.yaml", cheap_costs);
    }
    ~Workspace()
    {
        std::filesystem::current_path(before_);
        std::error_code ignored;  // a folder that stays in /tmp is no reason to fail
        std::filesystem::remove_all(folder_, ignored);
    }
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    static void write(const std::filesystem::path& file, const std::string& text)
    {
        if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }

    /// Names are found below the workspace, then in the repository.
    static SearchPath search_path() { return {{".", source_directory()}}; }

    static ExperimentConfig load(const std::vector<Override>& overrides = {}, const std::string& file = "exp.yaml")
    {
        return load_experiment(file, overrides, search_path(), known_names);
    }

    /// Every diagnostic of loading an experiment, one per line; empty if it loads.
    static std::string errors(const std::vector<Override>& overrides = {}, const std::string& file = "exp.yaml")
    {
        try {
            static_cast<void>(load(overrides, file));
        } catch (const InputError& error) {
            return error.what();
        }
        return "";
    }

    /// Every diagnostic of a text as the experiment's file.
    static std::string errors_of(const std::string& experiment)
    {
        write("exp.yaml", experiment);
        return errors();
    }

    /// Every diagnostic of checking a file of any kind, or the kind of the file if there is none.
    static std::string check(const std::string& file, const std::vector<Override>& overrides = {})
    {
        try {
            return check_file(file, overrides, search_path(), known_names, [](std::uint64_t, std::uint64_t) {});
        } catch (const InputError& error) {
            return error.what();
        }
    }

    static std::string check_text(const std::string& file, const std::string& text)
    {
        write(file, text);
        return check(file);
    }

private:
    std::filesystem::path before_;
    std::filesystem::path folder_;
};

}  // namespace deltasim::test
