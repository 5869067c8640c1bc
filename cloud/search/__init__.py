"""Finding places by Chinese text, pinyin, initials, codes and addresses, alike on every database."""
