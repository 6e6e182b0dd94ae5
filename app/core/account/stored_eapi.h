#pragma once

#include "app/core/base/context.h"
#include "net/client/eapi_keeper.h"

namespace sotto::core {

/// The ephemeral API key of one object in the database. Several may be of the same object.
class StoredEapi final : public client::EapiKeeper
{
public:
    StoredEapi(Context& context, crypto::ByteView object);

    [[nodiscard]] std::optional<crypto::Eapi> current() const override;
    void store(crypto::Eapi next) override;

private:
    Context& m_context;
    std::string m_name;
};

} // namespace sotto::core
