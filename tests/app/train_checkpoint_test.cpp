// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "app/clusters.hpp"
#include "app/program.hpp"
#include "exchange/arrays/array_file.hpp"
#include "rooms.hpp"

// Trainings that are interrupted, and the files from which they continue.

namespace deltasim::test::train_checkpoint_test
{

namespace
{

using Json = nlohmann::json;

}  // namespace

TEST_CASE("a training that is killed goes on from its checkpoint and ends as if it had not been")
{
    const Clusters folder;
    const std::vector<std::string> options{"--set", "training.epochs=20000",  "--set", "training.schedules=[delta]",
                                           "--set", "training.baseline=delta"};
    const Json whole = folder.trained(options);
    std::vector<std::string> arguments{"train", "exp.yaml", "--format", "json", "--resume", "run.checkpoint"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    {
        Running running(folder.path(), arguments);
        running.wait_for_work();
        const bool kept = soon([&] {
            return running.has_ended() || (std::filesystem::exists(folder.path() / "run.checkpoint") &&
                                           std::filesystem::file_size(folder.path() / "run.checkpoint") > 0);
        });
        REQUIRE(kept);
        kill(running.pid(), SIGKILL);
        running.wait();
    }
    const Outcome resumed = folder.run(arguments);
    INFO(resumed.err);
    REQUIRE(resumed.code == 0);
    CHECK(Json::parse(resumed.out) == whole);

    arguments.insert(arguments.end(), {"--set", "training.seed=9"});
    const Outcome other = folder.run(arguments);
    CHECK(other.code == 2);
    CHECK(other.err == "run.checkpoint: is the checkpoint of another training; name another file, or remove it\n");
}

namespace
{

/// A checkpoint whose notes or arrays are changed; its identity is not.
class Tampered
{
public:
    explicit Tampered(const Folder& folder) : folder_(folder), text_(folder.read("run.checkpoint")) {}

    using Change = std::function<void(Json& progress, std::vector<exchange::Array>& arrays)>;
    [[nodiscard]] Outcome resumed(const std::vector<std::string>& arguments, const Change& change) const
    {
        std::vector<exchange::Array> arrays = exchange::safetensors_arrays(text_, "run.checkpoint");
        const auto notes =
            std::find_if(arrays.begin(), arrays.end(), [](const auto& a) { return a.name == "progress"; });
        Json progress = Json::parse(notes->bytes);
        arrays.erase(notes);
        change(progress, arrays);
        const std::string bytes = progress.dump();
        arrays.push_back({"progress", exchange::ElementType::U8, {bytes.size()}, bytes});
        folder_.write("run.checkpoint", exchange::safetensors_text(arrays));
        return folder_.run(arguments);
    }

private:
    const Folder& folder_;
    std::string text_;
};

}  // namespace

TEST_CASE("a checkpoint that cannot be one of the training is refused, whatever in it has been changed")
{
    const Clusters folder;
    std::vector<std::string> arguments{"train",    "exp.yaml",
                                       "--format", "json",
                                       "--resume", "run.checkpoint",
                                       "--set",    "training.epochs=2000000",
                                       "--set",    "training.schedules=[delta]",
                                       "--set",    "training.baseline=delta"};
    {
        Running running(folder.path(), arguments);
        REQUIRE(soon([&] {
            return std::filesystem::exists(folder.path() / "run.checkpoint") &&
                   std::filesystem::file_size(folder.path() / "run.checkpoint") > 0;
        }));
        kill(running.pid(), SIGKILL);
        running.wait();
    }
    const Tampered checkpoint(folder);
    const auto array_of_progress = [](const char* key, Json value) {
        return [key, value](Json& progress, std::vector<exchange::Array>&) { progress["under_way"][key] = value; };
    };
    const std::vector<Tampered::Change> changes{
        array_of_progress("samples_done", 1'000'000),
        array_of_progress("samples_done", -1),
        array_of_progress("samples_done", 17),
        array_of_progress("correct", 400),
        array_of_progress("scales", Json::array({Json::array({0, 1, 0.5})})),
        [](Json& progress, std::vector<exchange::Array>&) {
            for (int i = 0; i < 3; ++i) progress["finished"].push_back(progress["under_way"]["record"]);
        },
        [](Json& progress, std::vector<exchange::Array>&) {
            progress["finished"] = {{{"epochs", Json::array()}, {"diverged", nullptr}}};
        },
        [](Json& progress, std::vector<exchange::Array>&) { progress["under_way"]["arrays"][0][0] = 200; },
        [](Json& progress, std::vector<exchange::Array>&) { progress["under_way"]["arrays"].erase(0); },
        [](Json& progress, std::vector<exchange::Array>&) { progress["under_way"].erase("record"); },
        [](Json&, std::vector<exchange::Array>& arrays) {
            arrays[0].bytes.resize(40);
            arrays[0].shape = {10};
        },
        [](Json&, std::vector<exchange::Array>& arrays) { arrays.pop_back(); }};
    for (std::size_t c = 0; c < changes.size(); ++c) {
        const Outcome outcome = checkpoint.resumed(arguments, changes[c]);
        CAPTURE(c, outcome.err);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK_THAT(outcome.err, Catch::StartsWith("run.checkpoint: "));
        CHECK_THAT(outcome.err, Catch::Contains("checkpoint of"));
    }
}

}  // namespace deltasim::test::train_checkpoint_test
