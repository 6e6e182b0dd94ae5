#pragma once

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

namespace sotto::crypto {

/// Wraps an error on its way into a Result, like std::unexpected.
template <class E> class Unexpected
{
public:
    explicit Unexpected(E error)
        : m_error(std::move(error))
    {}
    [[nodiscard]] const E& error() const& noexcept { return m_error; }
    [[nodiscard]] E&& error() && noexcept { return std::move(m_error); }

private:
    E m_error;
};

template <class E> Unexpected(E) -> Unexpected<E>;

/// Either a value or the reason why there is none; member names are std::expected's. Used for
/// everything that untrusted input can cause; a programmer's errors are assertions.
template <class T, class E> class [[nodiscard]] Result
{
public:
    using value_type = T;
    using error_type = E;

    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {} // NOLINT(google-explicit-constructor)
    template <class F, class = std::enable_if_t<std::is_convertible_v<F, E>>>
    Result(Unexpected<F> error) // NOLINT(google-explicit-constructor)
        : m_state(std::in_place_index<1>, E(std::move(error).error()))
    {}

    [[nodiscard]] bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] T& value() & noexcept
    {
        assert(has_value());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] const T& value() const& noexcept
    {
        assert(has_value());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] T&& value() && noexcept
    {
        assert(has_value());
        return std::move(*std::get_if<0>(&m_state));
    }
    [[nodiscard]] const E& error() const noexcept
    {
        assert(!has_value());
        return *std::get_if<1>(&m_state);
    }

    [[nodiscard]] T& operator*() & noexcept { return value(); }
    [[nodiscard]] const T& operator*() const& noexcept { return value(); }
    [[nodiscard]] T&& operator*() && noexcept { return std::move(*this).value(); }
    [[nodiscard]] T* operator->() noexcept { return &value(); }
    [[nodiscard]] const T* operator->() const noexcept { return &value(); }

private:
    std::variant<T, E> m_state;
};

/// A Result that carries nothing on success.
template <class E> class [[nodiscard]] Result<void, E>
{
public:
    using value_type = void;
    using error_type = E;

    Result() = default;
    template <class F, class = std::enable_if_t<std::is_convertible_v<F, E>>>
    Result(Unexpected<F> error) // NOLINT(google-explicit-constructor)
        : m_state(std::in_place_index<1>, E(std::move(error).error()))
    {}

    [[nodiscard]] bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }
    [[nodiscard]] const E& error() const noexcept
    {
        assert(!has_value());
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<std::monostate, E> m_state;
};

} // namespace sotto::crypto

// Returns the error of `expression` from the enclosing function, or names its value `variable`.
// NOLINTBEGIN(bugprone-macro-parentheses): a name is declared, which takes no parentheses
#define SOTTO_TRY_CONCAT_(a, b) a##b
#define SOTTO_TRY_NAME_(line) SOTTO_TRY_CONCAT_(sottoTryResult, line)
#define SOTTO_TRY(variable, expression)                                                            \
    auto SOTTO_TRY_NAME_(__LINE__) = (expression);                                                 \
    if (!SOTTO_TRY_NAME_(__LINE__)) {                                                              \
        return ::sotto::crypto::Unexpected(SOTTO_TRY_NAME_(__LINE__).error());                     \
    }                                                                                              \
    auto variable = std::move(SOTTO_TRY_NAME_(__LINE__)).value()
// NOLINTEND(bugprone-macro-parentheses)

// The same for an expression whose success carries nothing.
#define SOTTO_CHECK(expression)                                                                    \
    if (auto sottoCheckResult = (expression); !sottoCheckResult) {                                 \
        return ::sotto::crypto::Unexpected(sottoCheckResult.error());                              \
    }
