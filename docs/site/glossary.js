export async function glossaries() {
  return [];
}
