// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/program.hpp"
#include "places.hpp"
#include "rooms.hpp"

// The files that come with deltasim: every file is valid, every processor runs and is priced.

namespace deltasim::test::presets_test
{

namespace
{

/// The YAML files of a folder of the repository, sorted.
std::vector<std::string> files_of(const std::string& folder)
{
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(source_directory()) / folder)) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

TEST_CASE("every file of the library passes check")
{
    const auto [folder, kind] = GENERATE(table<std::string, std::string>({{"models", "model"},
                                                                          {"configs/processors", "processor"},
                                                                          {"configs/dram", "DRAM device"},
                                                                          {"configs/costs", "cost table"},
                                                                          {"configs/experiments", "experiment"},
                                                                          {"configs", "targets"}}));
    const std::vector<std::string> files = files_of(folder);
    REQUIRE_FALSE(files.empty());
    std::vector<std::string> arguments{"check"};
    arguments.insert(arguments.end(), files.begin(), files.end());
    std::string expected;
    for (const std::string& file : files) expected += file + ": " + kind + ", no errors\n";
    const Outcome outcome = Folder().run(arguments);
    CHECK(outcome.err.empty());
    CHECK(outcome.out == expected);
}

TEST_CASE("every file of the library says what it is and where it is from")
{
    const auto [folder, source] = GENERATE(table<std::string, std::string>({{"models", "source"},
                                                                            {"configs/processors", "sources"},
                                                                            {"configs/dram", "source"},
                                                                            {"configs/costs", "source"}}));
    for (const std::string& file : files_of(folder)) {
        const std::string text = "\n" + Folder().read(file);
        CAPTURE(file);
        CHECK_THAT(text, Catch::Contains("\nname: " + std::filesystem::path(file).stem().string() + "\n"));
        CHECK_THAT(text, Catch::Contains("\ndescription: "));
        CHECK_THAT(text, Catch::Contains("\n" + source + ":"));
    }
}

TEST_CASE("every processor trains a small head, priced by its own costs and checked, folded as step by step")
{
    for (const std::string& file : files_of("configs/processors")) {
        CAPTURE(file);
        const Folder folder;
        folder.write("exp.yaml", "model: {name: small, features: 70, layers: [{outputs: 33, activation: relu}, "
                                 "{outputs: 10, activation: softmax}]}\nprocessor: " +
                                     file + "\n");
        for (const char* home : {"{}", "{weight: dram}"}) {
            std::vector<nlohmann::json> runs;
            for (const char* engine : {"fold", "step"}) {
                const Outcome outcome = folder.run({"run", "exp.yaml", "--schedule", "delta", "--engine", engine,
                                                    "--set", std::string("placement=") + home, "--format", "json"});
                INFO(outcome.err);
                REQUIRE(outcome.code == 0);
                runs.push_back(nlohmann::json::parse(outcome.out));
                runs.back().erase("engine");
            }
            CHECK(runs[0] == runs[1]);
            CHECK(runs[0]["energy_pj"]["total"] > 0.0);
        }
    }
}

TEST_CASE("every head trains, classifiers and detectors in one experiment")
{
    const std::vector<std::string> files = files_of("models");
    const Folder folder;
    std::string list;
    for (const std::string& file : files) list += (list.empty() ? "" : ", ") + file;
    folder.write("exp.yaml", "model: [" + list +
                                 "]\nclasses: cifar100\nprocessor: dadiannao\n"
                                 "training: {schedules: [delta], baseline: delta}\n");
    const Outcome outcome = folder.run({"compare", "exp.yaml", "--format", "json"});
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    const auto json = nlohmann::json::parse(outcome.out);
    REQUIRE(json["rows"].size() == files.size());
    CHECK(json["runs"].size() == files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        CHECK(json["rows"][i]["model"] == std::filesystem::path(files[i]).stem().string());
        CHECK(json["rows"][i]["error"].is_null());
    }
}

}  // namespace deltasim::test::presets_test
