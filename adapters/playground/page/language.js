// The language in which moments and numbers are written: that of the sentences around them.

const ENGLISH = "en-GB";

let spoken = "en";

/** From now on sentences are in that language. */
export function speak(language) {
  spoken = language || "en";
}

/** How it is written here: the browser's own kind of the language where it has one, such as en-US for English. */
export function locale() {
  const [language] = spoken.split("-");
  const own = navigator.languages.find((each) => each.split("-")[0] === language);
  return own ?? (language === "en" ? ENGLISH : spoken);
}
