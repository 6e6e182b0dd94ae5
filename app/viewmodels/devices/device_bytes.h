#pragma once

#include "crypto/base/bytes.h"

#include <algorithm>

#include <QByteArray>

namespace sotto::viewmodels {

/// An identifier as rows of a model carry it.
template <class Id> [[nodiscard]] QByteArray bytesOf(const Id& id)
{
    const crypto::ByteView view = id.view();
    return {reinterpret_cast<const char*>(view.data()), static_cast<qsizetype>(view.size())};
}

/// Back again; what is too short is filled with zeros.
template <class Id> [[nodiscard]] Id idOf(const QByteArray& bytes)
{
    Id id;
    const auto size = std::min(id.bytes.size(), static_cast<std::size_t>(bytes.size()));
    std::copy_n(bytes.begin(), size, id.bytes.begin());
    return id;
}

} // namespace sotto::viewmodels
