#pragma once

#include "app/core/environment.h"

namespace sotto::tests {

/// A clock that stands until it is moved.
class ManualClock final : public core::Clock
{
public:
    explicit ManualClock(storage::Milliseconds now)
        : time(now)
    {}
    [[nodiscard]] storage::Milliseconds now() const override { return time; }

    storage::Milliseconds time;
};

} // namespace sotto::tests
