// SPDX-License-Identifier: MIT
#include "search/most_on_chip.hpp"

namespace deltasim::search
{

namespace
{

/// For arrays with one word for each weight, the first rows may lie on chip while the others do not.
bool may_be_cut(Tensor tensor)
{
    return tensor == Tensor::weight || tensor == Tensor::master_weight || tensor == Tensor::gradient ||
           tensor == Tensor::optimizer_state;
}

}  // namespace

MostsOnChip most_on_chip(const model::TensorWords& tensors, const model::TensorPrecisions& precisions,
                         const std::vector<model::MemorySpace>& spaces, const model::ExplicitHomes& homes)
{
    MostsOnChip most;
    for (const auto& [tensor, words] : tensors) {
        const model::TensorWords alone{{tensor, words}};
        model::Placement placement = model::place(alone, precisions, spaces, homes);
        const bool is_explicit = model::has_explicit_home(tensor, homes);
        const bool cuttable = may_be_cut(tensor.tensor) && !is_explicit;
        if (spaces[placement.at(tensor).memory].on_chip) {
            most[tensor] = {words, true, cuttable};
            continue;
        }
        if (!cuttable) continue;
        model::place_first_rows({{tensor, {words, 1, 1}}}, precisions, spaces, alone, placement);
        TensorId others = tensor;
        others.rows = TensorRows::others;
        if (const auto cut = placement.find(others); cut != placement.end())
            most[tensor] = {cut->second.words_before, false, true};
    }
    return most;
}

}  // namespace deltasim::search
