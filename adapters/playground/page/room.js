// What the page knows: who I am, who else there is, workspaces and channels, and where I am.

import { el } from "./dom.js";

export class Room {
  /** `state` is what the API answers to `GET state`; `channelId` the channel to be in, if it is one of mine. */
  constructor(state, channelId) {
    Object.assign(this, state);
    this.channels = new Map(
      state.workspaces.flatMap((workspace) => workspace.channels.map((each) => [each.id, { ...each, workspace }])),
    );
    this.accounts = new Map(
      state.people.flatMap((person, index) => Object.values(person.accounts).map((each) => [each, { ...person, index }])),
    );
    this.here = this.channels.get(channelId) ?? this.busiest();
  }

  /** The channel of mine with that id. */
  channel(id) {
    return this.channels.get(id);
  }

  /** Whose account it is: a name, and a place in the list of people (-1 for the bot). */
  author(account) {
    if (account === this.bot.account) return { name: this.bot.name, index: -1 };
    return this.accounts.get(account) ?? { name: account, index: 0 };
  }

  /** The people of the workspace where I am. */
  members() {
    return this.people.map((person, index) => ({ ...person, index })).filter((person) => this.here.workspace.id in person.accounts);
  }

  /** The page's address for a channel. */
  address(channelId) {
    return `?${new URLSearchParams({ as: this.me.id, channel: channelId })}`;
  }

  /** A name typed as `@handle` or `#channel`, if there is one like it here. */
  named(token) {
    const name = token.slice(1).toLowerCase();
    if (token[0] === "#") {
      const found = this.here.workspace.channels.find((each) => each.name === name && !each.direct);
      return found && el("a", { className: "channel-link", href: this.address(found.id), "data-channel": found.id }, token);
    }
    const person = name === this.bot.handle ? this.bot : this.members().find((each) => each.id === name);
    return person && el("span", { className: "mention" }, `@${person.name}`);
  }

  /** Where somebody begins who did not say where: the channel with most to read. */
  busiest() {
    const open = [...this.channels.values()].filter((each) => !each.direct);
    return open.reduce((best, each) => (each.unread > best.unread ? each : best), open[0]);
  }

  /** How much there is to read elsewhere. */
  unreadElsewhere() {
    return [...this.channels.values()].reduce((sum, each) => sum + (each === this.here ? 0 : each.unread), 0);
  }
}
