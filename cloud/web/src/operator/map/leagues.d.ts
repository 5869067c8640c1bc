declare module "virtual:leagues" {
  const leagues: Record<string, [number, number][][]>;
  export default leagues;
}
