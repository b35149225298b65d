// A module that follows a script: what it must be told, in order, and what it answers to that. In-process, no time of
// its own.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace agent::modem::test {

class ScriptedModem {
public:
    struct Step {
        std::string command;
        std::vector<std::string> replies;

        Step& reply(std::string bytes) {
            replies.push_back(std::move(bytes));
            return *this;
        }
        /// `\r\n<line>\r\n` for each line.
        template<class... Lines>
        Step& lines(const Lines&... texts) {
            (reply("\r\n" + std::string(texts) + "\r\n"), ...);
            return *this;
        }
        Step& ok() { return lines("OK"); }
    };

    /// The next bytes the agent must write.
    Step& expect(std::string command) { return script_.emplace_back(Step{std::move(command), {}}); }
    /// Answered whenever the script does not expect it.
    Step& always(std::string command) { return habits_.emplace_back(Step{std::move(command), {}}); }

    /// The agent's output goes here.
    void write(std::string_view bytes) {
        heard_.append(bytes);
        while (take_from_script() || take_by_habit()) {
        }
        if (!heard_.empty() && !could_grow()) {
            ADD_FAILURE() << "unexpected: " << testing::PrintToString(heard_)
                          << (script_.empty() ? "" : " instead of " + testing::PrintToString(script_.front().command));
            heard_.clear();
        }
    }
    void say(std::string bytes) { said_.push_back(std::move(bytes)); }
    void line(const std::string& text) { say("\r\n" + text + "\r\n"); }

    /// Hands over what was said, and what that leads to, until nobody says anything.
    void talk(const std::function<void(std::string_view)>& receive) {
        for (int turns = 0; !said_.empty(); ++turns) {
            ASSERT_LT(turns, 10000) << "the conversation does not end";
            const auto bytes = std::move(said_.front());
            said_.pop_front();
            receive(bytes);
        }
    }
    bool finished() const { return script_.empty() && heard_.empty(); }
    std::string waiting_for() const { return script_.empty() ? "" : script_.front().command; }
    void forget_habits() { habits_.clear(); }

private:
    bool take_from_script() {
        if (script_.empty() || !heard_.starts_with(script_.front().command)) return false;
        answer(script_.front());
        script_.pop_front();
        return true;
    }
    bool take_by_habit() {
        if (heard_.empty()) return false;
        for (const auto& habit : habits_) {
            if (!heard_.starts_with(habit.command)) continue;
            answer(habit);
            return true;
        }
        return false;
    }
    void answer(const Step& step) {
        heard_.erase(0, step.command.size());
        said_.insert(said_.end(), step.replies.begin(), step.replies.end());
    }
    bool could_grow() const {
        if (!script_.empty() && script_.front().command.starts_with(heard_)) return true;
        for (const auto& habit : habits_)
            if (habit.command.starts_with(heard_)) return true;
        return false;
    }

    std::deque<Step> script_;
    std::deque<Step> habits_;
    std::deque<std::string> said_;
    std::string heard_;
};

}  // namespace agent::modem::test
