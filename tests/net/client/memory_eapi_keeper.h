#pragma once

#include "net/client/eapi_keeper.h"

namespace sotto::test {

class MemoryEapiKeeper final : public client::EapiKeeper
{
public:
    [[nodiscard]] std::optional<crypto::Eapi> current() const override
    {
        return kept ? std::optional(kept->duplicate()) : std::nullopt;
    }
    void store(crypto::Eapi next) override
    {
        kept = std::move(next);
        ++stores;
    }

    std::optional<crypto::Eapi> kept;
    int stores = 0;
};

} // namespace sotto::test
