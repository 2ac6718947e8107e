// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace deltasim
{

/// A list that grows at its end without moving or copying what it has: it is kept in chunks. Memory that is not used
/// yet is at most a chunk. `Item` is a plain struct.
template <class Item>
class ChunkedList
{
public:
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t bytes() const { return chunks_.size() * chunk_items * sizeof(Item); }

    [[nodiscard]] Item& operator[](std::size_t index) { return chunks_[index / chunk_items][index % chunk_items]; }
    [[nodiscard]] const Item& operator[](std::size_t index) const
    {
        return chunks_[index / chunk_items][index % chunk_items];
    }

    void push_back(const Item& item)
    {
        if (size_ == chunks_.size() * chunk_items) chunks_.push_back(std::make_unique<Item[]>(chunk_items));
        (*this)[size_++] = item;
    }
    /// Removes items from the end, and the chunks that are no longer needed.
    void shrink(std::size_t size)
    {
        size_ = size;
        chunks_.resize((size + chunk_items - 1) / chunk_items);
    }

private:
    static constexpr std::size_t chunk_items = std::size_t{1} << 12U;

    std::size_t size_ = 0;
    std::vector<std::unique_ptr<Item[]>> chunks_;
};

}  // namespace deltasim
