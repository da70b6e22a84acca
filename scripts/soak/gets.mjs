export async function compareGets() {
  return [];
}
