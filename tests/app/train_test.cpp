// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <csignal>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>

#include "app/program.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

using Json = nlohmann::json;

std::string npy(const std::string& descr, const std::string& shape, const std::string& elements)
{
    const std::string header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + ")}\n";
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size());
    bytes += '\0';
    return bytes + header + elements;
}

template <class T>
std::string elements_of(const std::vector<T>& numbers)
{
    std::string bytes(numbers.size() * sizeof(T), '\0');
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

/// Samples of three classes, each around a point of its own.
void write_samples(const Folder& folder, const std::string& prefix, std::uint64_t count, std::uint64_t seed,
                   std::uint64_t width = 5)
{
    std::mt19937_64 engine(seed);
    std::vector<float> features;
    std::vector<std::uint8_t> labels;
    for (std::uint64_t s = 0; s < count; ++s) {
        labels.push_back(static_cast<std::uint8_t>(engine() % 3));
        for (std::uint64_t i = 0; i < width; ++i) {
            const float noise = static_cast<float>(engine() >> 40U) * 0x1p-24F - 0.5F;
            features.push_back((labels.back() == i ? 1.0F : 0.0F) + noise);
        }
    }
    folder.write(prefix + "features.npy",
                 npy("<f4", std::to_string(count) + ", " + std::to_string(width), elements_of(features)));
    folder.write(prefix + "labels.npy", npy("|u1", std::to_string(count) + ",", elements_of(labels)));
}

/// 65 samples in batches of 16 leave one.
const std::string clusters = R"(model:
  name: clusters
  features: 5
  layers:
    - {outputs: 7, activation: silu, dropout: 0.1}
    - {outputs: 3, activation: softmax, bias: false}
processor: eyeriss
data: {features: features.npy, labels: labels.npy, test_features: test_features.npy, test_labels: test_labels.npy}
training:
  {schedules: [naive, naive_downstream, framework, delta, delta_latched, delta_fused, delta_lookahead], batch: 16,
   epochs: 6, optimizer: momentum, learning_rate: 0.05, weight_decay: 0.001,
   learning_rate_schedule: {kind: cosine, warmup_epochs: 1}}
)";

class Clusters : public Folder
{
public:
    Clusters()
    {
        write("exp.yaml", clusters);
        write_samples(*this, "", 65, 1);
        write_samples(*this, "test_", 40, 2);
    }

    [[nodiscard]] Json trained(std::vector<std::string> options) const
    {
        std::vector<std::string> arguments{"train", "exp.yaml", "--format", "json"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        const Outcome outcome = run(arguments);
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        return Json::parse(outcome.out);
    }

    [[nodiscard]] std::string refusal() const
    {
        const Outcome outcome = run({"train", "exp.yaml"});
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        return outcome.err;
    }
};

}  // namespace

TEST_CASE("a training learns, and its steps are the machine's under every schedule, in every precision")
{
    const Clusters folder;
    for (const char* const precision :
         {"fp32", "fp16", "bf16", "int16", "int8", "{default: int8, delta: fp16, optimizer_state: bf16}"}) {
        CAPTURE(precision);
        for (const char* const master : {"false", "true"}) {
            if (std::string(precision) == "fp32" && std::string(master) == "true") continue;
            const Json json = folder.trained({"--verify", "2", "--set", std::string("training.precision=") + precision,
                                              "--set", std::string("training.master_weights=") + master, "--set",
                                              "training.rounding=stochastic"});
            CHECK(json["verified"] == 14);
            REQUIRE(json["runs"].size() == 7);
            const Json& epochs = json["runs"][0]["epochs"];
            REQUIRE(epochs.size() == 6);
            CHECK(epochs[5]["loss"] < epochs[0]["loss"]);
            CHECK(epochs[5]["test_accuracy"] > 0.6);
        }
    }
}

TEST_CASE("a training adds up its rows as the mapping of its machine does, under every schedule")
{
    const Clusters folder;
    write_samples(folder, "", 19, 1, 300);
    write_samples(folder, "test_", 12, 2, 300);
    folder.write(
        "exp.yaml",
        R"(model: {name: wide, features: 300, layers: [{outputs: 24, activation: relu}, {outputs: 3, activation: softmax}]}
processor: [eyeriss, gap8, tpu_v1]
data: {features: features.npy, labels: labels.npy, test_features: test_features.npy, test_labels: test_labels.npy}
training: {schedules: [naive, delta, delta_lookahead, delta_deferred], deferred_updates: 2, batch: 4, epochs: 2}
)");
    const auto loss = [](const Json& json, std::size_t run) {
        return json["runs"][run]["epochs"][1]["loss"].get<double>();
    };
    const Json streaming = folder.trained({"--verify", "2", "--set", "mapping=streaming"});
    const Json automatic = folder.trained({"--verify", "2"});
    const Json own = folder.trained({"--verify", "2", "--set", "processor=eyeriss", "--set",
                                     "mapping={forward: [{memory: dram, order: [inputs, samples, outputs]}, {memory: "
                                     "dram, tile: {inputs: 64}, order: [outputs, samples, inputs]}, "
                                     "{array: {rows: outputs, columns: inputs}}]}",
                                     "--set", "training.schedules=[naive, delta, delta_deferred]"});
    CHECK(streaming["verified"] == 24);
    CHECK(automatic["verified"] == 24);
    CHECK(own["verified"] == 6);
    // The order changes last bits, and no more.
    for (std::size_t run = 0; run < 12; ++run) {
        CHECK(loss(automatic, run) == Approx(loss(streaming, run)).epsilon(1e-4));
        if (run < 2) CHECK(loss(own, run) == Approx(loss(streaming, run)).epsilon(1e-4));
    }
    CHECK(loss(own, 1) != loss(streaming, 1));
    CHECK(loss(own, 1) != loss(automatic, 1));
    CHECK(loss(automatic, 1) != loss(streaming, 1));
}

TEST_CASE("a training of which a schedule cannot be run shows the others, and ends as one that failed")
{
    const Clusters folder;
    const Outcome outcome = folder.run(
        {"train", "exp.yaml", "--set", "training.schedules=[delta, delta_lookahead]", "--set",
         "mapping={forward: [{memory: dram, order: [inputs, samples, outputs]}, {memory: dram, tile: {inputs: "
         "2}, order: [outputs, samples, inputs]}, {array: {columns: inputs}}]}",
         "--format", "json"});
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.err, Catch::Contains("clusters on eyeriss under delta_lookahead: forward of layer 1: the loop"));
    const Json runs = Json::parse(outcome.out)["runs"];
    CHECK(runs[0]["error"].is_null());
    CHECK(runs[0]["epochs"][5]["energy_pj"] > 0.0);
    CHECK(runs[1]["error"].is_string());
    CHECK(runs[1]["epochs"][5]["energy_pj"].is_null());
    CHECK(runs[1]["epochs"][5]["accuracy"] > 0.0);
}

TEST_CASE("the last batch of an epoch costs what its samples cost, and the target is the first epoch that reaches it")
{
    const Clusters folder;
    const Json json = folder.trained({"--target-accuracy", "0.6"});
    CHECK(json["steps_per_epoch"] == 5);
    CHECK(json["last_batch"] == 1);
    for (const Json& run : json["runs"]) {
        const double step = run["step"]["energy_pj"];
        const double rest = run["last_step"]["energy_pj"];
        CHECK(rest < step);
        const Json& epochs = run["epochs"];
        CHECK(epochs[2]["energy_pj"].get<double>() == Approx(3 * (4 * step + rest)));
        CHECK(epochs[0]["accuracy"] == json["runs"][0]["epochs"][0]["accuracy"]);  // whatever the schedule
        const std::uint64_t reached = run["to_target"]["epoch"];
        CHECK(epochs[reached - 1]["test_accuracy"] >= 0.6);
        if (reached > 1) CHECK(epochs[reached - 2]["test_accuracy"] < 0.6);
        CHECK(run["to_target"]["energy_pj"] == epochs[reached - 1]["energy_pj"]);
    }
}

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
    CHECK(other.err == "run.checkpoint: is the checkpoint of another training; take another file, or remove it\n");
}

TEST_CASE("labels may stand in a column of their own, as some data sets have them, and in no other shape")
{
    const Clusters folder;
    const Json listed = folder.trained({});
    const std::string labels = folder.read("labels.npy");
    const auto write = [&](const std::string& shape) {
        const std::string elements = labels.substr(labels.size() - 65);
        folder.write("labels.npy", npy("|u1", shape, elements));
    };
    write("65, 1");
    CHECK(folder.trained({}) == listed);
    write("1, 65");
    CHECK(folder.refusal().find("labels.npy: expected 65 labels, one for each sample of") != std::string::npos);
}

TEST_CASE("a rate that falls linearly is that of each epoch's last step")
{
    const Clusters folder;
    const Json json =
        folder.trained({"--set", "training.learning_rate_schedule={kind: linear, final_share: 0.5, warmup_epochs: 1}"});
    // 5 steps an epoch: after the warm-up from 0.05 down to 0.025 in 25 steps, the last of them one before the end.
    const Json& epochs = json["runs"][0]["epochs"];
    CHECK(epochs[0]["learning_rate"] == Approx(0.05));
    for (int e = 1; e < 6; ++e) CHECK(epochs[e]["learning_rate"] == Approx(0.05 - 0.001 * (5 * e - 1)));
}

TEST_CASE("bad data is refused by file and sample")
{
    const Clusters folder;
    const std::string labels = folder.read("labels.npy");
    std::vector<std::uint8_t> wrong(65, 0);
    wrong[3] = 7;
    folder.write("labels.npy", npy("|u1", "65,", elements_of(wrong)));
    CHECK(folder.refusal().find("labels.npy: sample 3: label 7, expected one from 0 to 2, the classes of the head") !=
          std::string::npos);
    folder.write("labels.npy", npy("|u1", "64,", elements_of(std::vector<std::uint8_t>(64, 0))));
    CHECK(folder.refusal().find("labels.npy: expected 65 labels") != std::string::npos);
    folder.write("labels.npy", npy("<f4", "65,", elements_of(std::vector<float>(65, 0.0F))));
    CHECK(folder.refusal().find("labels.npy: expected whole numbers as labels, found elements F32") !=
          std::string::npos);
    folder.write("labels.npy", labels.substr(0, labels.size() - 1));
    CHECK(folder.refusal().find("labels.npy: expected 65 bytes") != std::string::npos);
    folder.write("labels.npy", labels);

    std::vector<float> features(65 * 5, 0.0F);
    features[5 * 4 + 2] = std::nanf("");
    folder.write("features.npy", npy("<f4", "65, 5", elements_of(features)));
    CHECK(folder.refusal().find("features.npy: sample 4, feature 2: nan, expected a finite number in fp32") !=
          std::string::npos);
    folder.write("features.npy", npy("<f4", "65, 4", elements_of(std::vector<float>(65 * 4))));
    CHECK(folder.refusal().find("features.npy: expected samples x 5, the features of the head, found 65 x 4") !=
          std::string::npos);
    folder.write("exp.yaml", with(clusters, "features: features.npy", "features: nowhere.npy"));
    CHECK(folder.refusal().find("nowhere.npy: no such file") != std::string::npos);
    folder.write("exp.yaml", with(clusters, ", test_labels: test_labels.npy", ""));
    CHECK(folder.refusal() == "exp.yaml:8:7: data: missing required key \"test_labels\"\n");
    folder.write("exp.yaml", with(clusters, "epochs: 6", "epochs: 6, first_trainable: none"));
    CHECK(folder.refusal() == "exp.yaml: training.first_trainable: expected layers to train, found none\n");
}

}  // namespace deltasim::test
