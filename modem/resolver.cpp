#include "modem/resolver.hpp"

#include "modem/errors.hpp"
#include "modem/module/address_literal.hpp"
#include "modem/module/dns.hpp"

namespace agent::modem {

Resolver::Resolver(Settings settings, Timers& timers, Log log, at::Channel& channel, HostResolver ask_host)
    : settings_(settings),
      timers_(timers),
      log_(log),
      channel_(channel),
      host_(std::move(ask_host)),
      self_(std::make_shared<Resolver*>(this)) {}

Resolver::~Resolver() {
    *self_ = nullptr;
    timers_.cancel(timer_);
}

void Resolver::ask(const std::string& host, Resolved done, bool module_alone) {
    if (module::is_address(host)) return done(host);
    waiting_.push_back({host, std::move(done), module_alone});
    if (!asking_) ask_next();
}

void Resolver::ask_next() {
    if (waiting_.empty()) return;
    asking_ = true;
    const auto question = ++question_;
    auto command = module::dns::resolve(waiting_.front().host);
    if (!settings_.ask_module || !command) return ask_host();
    timer_ = timers_.after(settings_.limit, [this] {
        timer_ = TimerId::none;
        ask_host();
    });
    channel_.execute(std::move(*command), [this, question](const Result<at::Reply>& reply) {
        if (!reply && question == question_ && asking_) ask_host();
    });
}

void Resolver::on_urc(const std::vector<std::string>& addresses) {
    if (timer_ == TimerId::none) return;
    if (addresses.empty()) return ask_host();
    finish(addresses.front());
}

void Resolver::ask_host() {
    timers_.cancel(timer_);
    const auto question = ++question_;
    if (!host_ || waiting_.front().module_alone) return finish(Error::name_not_resolved);
    log_.info("name_asked_of_host host={}", waiting_.front().host);
    host_(waiting_.front().host, [self = self_, question](Result<std::string> address) {
        if (*self == nullptr || (*self)->question_ != question) return;
        const bool usable = address && module::is_address(*address);
        (*self)->finish(usable || !address ? std::move(address) : Error::name_not_resolved);
    });
}

void Resolver::finish(Result<std::string> result) {
    timers_.cancel(timer_);
    ++question_;
    asking_ = false;
    auto request = std::move(waiting_.front());
    waiting_.pop_front();
    if (result) {
        log_.info("name_resolved host={} address={}", request.host, *result);
    } else {
        log_.warning("name_not_resolved host={} error=\"{}\"", request.host, result.error().message());
    }
    request.done(std::move(result));
    if (!asking_) ask_next();
}

void Resolver::abort(error_code why) {
    timers_.cancel(timer_);
    ++question_;
    asking_ = false;
    for (auto& request : std::exchange(waiting_, {})) request.done(why);
}

}  // namespace agent::modem
