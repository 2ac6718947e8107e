// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/clusters.hpp"
#include "app/program.hpp"
#include "rooms.hpp"

namespace deltasim::test::train_test
{

namespace
{

using Json = nlohmann::json;

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
    // The order changes only last bits.
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
    // 5 steps per epoch: after the warm-up, from 0.05 down to 0.025 in 25 steps; the last of them is one before the
    // end.
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
    folder.write("exp.yaml", with(with(clusters, "features: features.npy", "features: nowhere.npy"), "test_labels.npy",
                                  "gone/labels.npy"));
    const std::string absent = folder.refusal();
    const std::string here = folder.path().string();
    CHECK(absent == "exp.yaml:8:18: data.features: " + here + "/nowhere.npy: no such file\n" +
                        "exp.yaml:8:98: data.test_labels: " + here + "/gone/labels.npy: no such file\n");
    const Outcome checked = folder.run({"check", "exp.yaml"});
    CHECK(checked.code == 2);
    CHECK(checked.err == absent);
    CHECK(folder.run({"run", "exp.yaml", "--schedule", "delta"}).code == 0);  // it needs no data
    folder.write("exp.yaml", with(clusters, ", test_labels: test_labels.npy", ""));
    CHECK(folder.refusal() == "exp.yaml:8:7: data: missing required key \"test_labels\"\n");
    folder.write("exp.yaml", with(clusters, "epochs: 6", "epochs: 6, first_trainable: none"));
    CHECK(folder.refusal() == "exp.yaml: training.first_trainable: expected layers to train, found none\n");
}

TEST_CASE("a head that is only asked leaves no node out, and does not pay for it")
{
    const Clusters folder;
    const auto asked = [&](const std::string& dropout, const std::string& first) {
        folder.write("asked.yaml", with(with(clusters, "dropout: 0.1", "dropout: " + dropout), "epochs: 6,",
                                        "epochs: 6, first_trainable: " + first + ","));
        const Json run = Json::parse(folder.run({"run", "asked.yaml", "--schedule", "delta", "--format", "json"}).out);
        return std::pair{run["cycles"], run["operations"]};
    };
    CHECK(asked("0.5", "none") == asked("0", "none"));
    CHECK(asked("0.5", "2") != asked("0", "2"));
}

TEST_CASE("labels of 64 bits are shown as they are")
{
    const Clusters folder;
    std::vector<std::uint64_t> labels(65, 1);
    labels[3] = std::uint64_t{1} << 63U;
    folder.write("labels.npy", npy("<u8", "65,", elements_of(labels)));
    CHECK_THAT(folder.refusal(),
               Catch::Contains("labels.npy: sample 3: label 9223372036854775808, expected one from 0 to 2"));
}

TEST_CASE("a training whose outputs are no numbers has diverged: it ends there and reaches nothing")
{
    const Clusters folder;
    const std::vector<std::string> wild{"--set",
                                        "training.learning_rate=1e30",
                                        "--set",
                                        "training.schedules=[delta, naive]",
                                        "--target-accuracy",
                                        "0.01",
                                        "--resume",
                                        "wild.checkpoint"};
    const Json json = folder.trained(wild);
    for (const Json& run : json["runs"]) {
        REQUIRE(run["diverged"].is_object());
        CHECK(run["diverged"]["epoch"] == run["epochs"].size() + 1);
        CHECK(run["diverged"]["step"] >= 1);
        CHECK(run["diverged"]["step"] <= 5);
        CHECK(run["epochs"].size() < 6);
        CHECK(run["to_target"].is_null());
    }
    CHECK(folder.trained(wild) == json);  // from the checkpoint that remained

    std::vector<std::string> shown{"train", "exp.yaml"};
    shown.insert(shown.end(), wild.begin(), wild.end());
    const Outcome tables = folder.run(shown);
    CHECK(tables.code == 0);
    CHECK_THAT(tables.out, Catch::Contains("clusters on eyeriss diverged in epoch 1, at step"));
    CHECK_THAT(tables.out, !Catch::Contains("nan"));
    const Json tame = folder.trained({});
    for (const Json& run : tame["runs"]) CHECK(run["diverged"].is_null());
}

}  // namespace deltasim::test::train_test
