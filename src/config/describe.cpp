// SPDX-License-Identifier: MIT
#include "config/describe.hpp"

#include <map>
#include <string>

#include "config/document/value.hpp"
#include "config/library/targets.hpp"
#include "config/readers/cost_reader.hpp"
#include "config/readers/dataflow_reader.hpp"
#include "config/readers/dram_reader.hpp"
#include "config/readers/experiment_reader.hpp"
#include "config/readers/model_reader.hpp"
#include "config/readers/processor_reader.hpp"
#include "config/sweep/sweep_file.hpp"

namespace deltasim::config
{

namespace
{

/// Makes keys optional: a file's name can stand for the key `name`, and a sweep's points may give the others.
void make_optional(Form& mapping, std::initializer_list<std::string_view> names)
{
    for (DescribedKey& key : mapping.keys) {
        for (const std::string_view name : names) {
            if (key.name == name) key.required = false;
        }
    }
}

void ask(FileKind kind, const KnownNames& known, const Value& asked)
{
    switch (kind) {
    case FileKind::experiment:
    case FileKind::sweep: static_cast<void>(read_experiment(asked, known)); break;
    case FileKind::model: {
        ClassCount classes;
        static_cast<void>(read_model(asked, classes));
        break;
    }
    case FileKind::processor: {
        const ProcessorReading reading = read_processor(asked);
        static_cast<void>(read_costs(reading.costs));
        break;
    }
    case FileKind::dram_device: static_cast<void>(read_dram_device(asked)); break;
    case FileKind::cost_table: static_cast<void>(read_costs(asked)); break;
    case FileKind::targets: static_cast<void>(read_targets(asked)); break;
    case FileKind::mapping: static_cast<void>(read_dataflow(asked, {}, {})); break;
    case FileKind::energy_reference_table: break;  // the format is Accelergy's
    }
    if (kind == FileKind::sweep) describe_sweep(asked);
}

}  // namespace

Description describe(FileKind kind, const KnownNames& known)
{
    Description description;
    Diagnostics none("");
    std::map<std::string, std::string> marks;
    // A device and a table have no marks of their own: a processor or a run that uses them keeps the marks.
    const bool is_marked = kind == FileKind::dram_device;
    ask(kind, known, asked_value(description, "", {&none, is_marked ? &marks : nullptr}));
    description.may_be_assumed = false;
    if (!description.forms.empty()) {
        make_optional(description.forms.front(), {"name"});
        if (kind == FileKind::sweep) make_optional(description.forms.front(), {"model", "processor"});
    }
    return description;
}

}  // namespace deltasim::config
