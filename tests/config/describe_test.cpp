// SPDX-License-Identifier: MIT
#include "config/describe.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "config/document/yaml_reader.hpp"
#include "config/workspace.hpp"
#include "places.hpp"
#include "rooms.hpp"

// Readers describe exactly the keys that they read: a reader knows every described key, shipped files have only
// described keys, and every key has a meaning.

namespace deltasim::test::describe_test
{

namespace
{

constexpr std::array kinds{FileKind::experiment,  FileKind::sweep,      FileKind::model,  FileKind::processor,
                           FileKind::dram_device, FileKind::cost_table, FileKind::targets};

void for_each_key(const Description& description, const std::string& path,
                  const std::function<void(const std::string&, const DescribedKey&)>& visit)
{
    for (const Form& form : description.forms) {
        for (const DescribedKey& key : form.keys) {
            const std::string own = path + "." + key.name;
            visit(own, key);
            for_each_key(*key.value, own, visit);
        }
        if (form.items) for_each_key(*form.items, path + "[]", visit);
    }
}

std::set<std::string> keys_of(FileKind kind)
{
    std::set<std::string> keys;
    for_each_key(describe(kind, known_names), "",
                 [&](const std::string& path, const DescribedKey&) { keys.insert(path); });
    return keys;
}

/// True if a tree fits the description; otherwise `where` becomes the path of the part that does not.
bool fits(const Node& node, const Description& description, std::string& where)
{
    if (description.forms.empty()) return true;
    if (description.may_be_assumed && node.is_assumed() && fits(*node.find("assumed"), description, where)) return true;
    for (const Form& form : description.forms) {
        if (form.alone_too && node.kind != NodeKind::list && fits(node, *form.items, where)) return true;
        if (form.kind == FormKind::list && node.kind == NodeKind::list) {
            bool all = true;
            for (const Node& item : node.items) all = fits(item, *form.items, where) && all;
            if (all) return true;
        }
        if (form.kind == FormKind::mapping && node.kind == NodeKind::mapping) {
            bool all = true;
            for (const Member& member : node.members) {
                const DescribedKey* found = nullptr;
                for (const DescribedKey& key : form.keys) {
                    if (key.name == member.key || (key.is_users && found == nullptr)) found = &key;
                }
                if (found == nullptr) where = member.key;
                all = all && found != nullptr && fits(member.value, *found->value, where);
            }
            for (const DescribedKey& key : form.keys) {
                if (key.required && node.find(key.name) == nullptr) all = false;
            }
            if (all) return true;
        }
        const bool is_scalar = form.kind != FormKind::list && form.kind != FormKind::mapping;
        if (is_scalar && node.kind == NodeKind::scalar) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("every key of every kind of file has a meaning")
{
    for (const FileKind kind : kinds) {
        for_each_key(describe(kind, known_names), "", [&](const std::string& path, const DescribedKey& key) {
            INFO(name_of(kind) << " " << path);
            CHECK_FALSE(key.meaning.empty());
        });
    }
}

TEST_CASE("keys at every depth are described")
{
    CHECK(keys_of(FileKind::processor).count(".memories.MEMORY.refresh.retention_us") == 1);
    CHECK(keys_of(FileKind::processor).count(".dram.device.rules[].window") == 1);
    CHECK(keys_of(FileKind::processor).count(".costs.sram[].leakage_mw.range") == 1);
    CHECK(keys_of(FileKind::experiment).count(".training.precision.master_weight") == 1);
    CHECK(keys_of(FileKind::experiment).count(".placement.TENSOR.pad_words") == 1);
    CHECK(keys_of(FileKind::sweep).count(".skip[].KEY.PATH.at_least") == 1);
    CHECK(keys_of(FileKind::cost_table).count(".operations_pj.bf16.divide.ert.component") == 1);
    CHECK(keys_of(FileKind::dram_device).count(".currents_ma.rails[].IDD5PB") == 1);
}

TEST_CASE("every shipped file is as described")
{
    const std::filesystem::path root = source_directory();
    int files = 0;
    for (const char* const top : {"configs", "models"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
            if (entry.path().extension() != ".yaml" || entry.path().string().find("accelergy") != std::string::npos)
                continue;
            Diagnostics diagnostics("");
            const auto node = read_yaml_file(entry.path(), diagnostics);
            REQUIRE(node);
            const auto kind = file_kind(*node);
            REQUIRE(kind);
            std::string where;
            INFO(entry.path() << " at " << where);
            CHECK(fits(*node, describe(*kind, {{"naive", "delta"}}), where));
            ++files;
        }
    }
    CHECK(files > 100);
}

}  // namespace deltasim::test::describe_test
