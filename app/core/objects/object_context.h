#pragma once

#include "app/storage/state_store.h"
#include "crypto/base/identifiers.h"
#include "crypto/base/timestamp.h"
#include "net/client/connection_options.h"
#include "net/client/eapi_keeper.h"

#include <functional>
#include <memory>

namespace sotto::core {

/// What the objects of an account take from the client that they belong to. Outlives them.
class ObjectContext
{
public:
    ObjectContext() = default;
    ObjectContext(const ObjectContext&) = delete;
    ObjectContext& operator=(const ObjectContext&) = delete;
    virtual ~ObjectContext() = default;

    [[nodiscard]] virtual storage::StateStore& state() = 0;
    /// Runs @p change in one transaction of its own: false if the database failed, and whoever
    /// called does nothing more. Or in the one that is running, whose owner hears of a failure: it
    /// passes through. What follows from it is sent when the event loop runs again, and never
    /// before: so a transaction that was joined is over by then.
    virtual bool inTransaction(const std::function<void()>& change) = 0;
    /// Whatever else may touch the database, from the event loop: false as above.
    virtual bool guarded(const std::function<void()>& call) = 0;

    /// The relay where the account keeps its objects now.
    [[nodiscard]] virtual client::RelayPlace place() = 0;
    /// The relay does not know this object, or this device in its list (any more). False: it stays
    /// as it is, until the next start.
    [[nodiscard]] virtual bool mayBringBack(const crypto::ObjectId& object)
    {
        (void)object;
        return true;
    }
    /// Where the EAPI of one of these objects is kept.
    [[nodiscard]] virtual std::unique_ptr<client::EapiKeeper>
    eapiKeeper(const crypto::ObjectId& object) = 0;
    [[nodiscard]] virtual crypto::Random& random() = 0;
    [[nodiscard]] virtual crypto::Timestamp now() const = 0;
};

} // namespace sotto::core
