/** `pathways-manager` → `Pathways manager`: a role of a post is the scheme's own word, written as a code. */
export const roleWords = (role: string): string => {
  const words = role.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
